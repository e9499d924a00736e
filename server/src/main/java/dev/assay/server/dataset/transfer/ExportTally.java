package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Example;
import dev.assay.server.operation.OperationError;
import dev.assay.server.operation.Operations;
import dev.assay.server.vocabulary.FailureKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts what an export writes and what it cannot. */
final class ExportTally {
    private final Map<String, Long> labels = new HashMap<>();
    private final List<OperationError> failures = new ArrayList<>();
    private long written;

    void addWritten(Example example) {
        written++;
        List<Annotation> annotations = example.annotations();
        if (annotations.size() == 1) {
            annotations.get(0).value().labels().forEach(this::count);
        } else {
            Set<String> distinct = new HashSet<>();
            annotations.forEach(annotation -> distinct.addAll(annotation.value().labels()));
            distinct.forEach(this::count);
        }
    }

    private void count(String label) {
        labels.merge(label, 1L, Long::sum);
    }

    void addLeftOut(Example example) {
        if (failures.size() < Operations.MAX_PARTIAL_FAILURES) {
            failures.add(new OperationError(
                    FailureKind.NOT_FOUND,
                    "ITEM_WITHOUT_CONTENT",
                    example.name() + " is left out: its item has nothing to show, or what it had was deleted"));
        }
    }

    long written() {
        return written;
    }

    /** The first examples that were left out. */
    List<OperationError> failures() {
        return failures;
    }

    ExportOutcome outcome(long total) {
        return new ExportOutcome(total, written, labels);
    }
}
