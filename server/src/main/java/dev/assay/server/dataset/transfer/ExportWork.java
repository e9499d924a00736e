package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.Holds;
import dev.assay.server.dataset.annotated.AnnotatedDataset;
import dev.assay.server.dataset.annotated.AnnotatedDatasets;
import dev.assay.server.dataset.annotated.Example;
import dev.assay.server.dataset.annotated.Examples;
import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.files.ObjectFiles.Draft;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationKind;
import dev.assay.server.operation.OperationStep;
import dev.assay.server.operation.OperationWork;
import dev.assay.server.operation.Operations;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Superseded;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes examples to a file that nobody sees before it is whole. A try that was broken off is begun anew: examples never
 * change, so every try writes the same.
 *
 * <p>A worker that lost its lease between the last look at its fence and the commit of the file still commits: the same
 * content again, or, after a cancellation, a file that nobody wants any more. Files are no part of transactions.
 */
final class ExportWork implements OperationWork {
    private static final long MAX_CHUNK_WEIGHT = 4 << 20;
    /** How long a lost lease or a cancellation may go unnoticed. */
    private static final Duration FENCE_PERIOD = Duration.ofSeconds(1);

    private static final String NO_PROGRESS = "{}";

    private final AnnotatedDatasets annotatedDatasets;
    private final Examples examples;
    private final ExampleLines json;
    private final ObjectFiles files;
    private final Operations operations;
    private final Holds holds;

    @Inject
    ExportWork(
            AnnotatedDatasets annotatedDatasets,
            Examples examples,
            ExampleLines json,
            ObjectFiles files,
            Operations operations,
            Holds holds) {
        this.annotatedDatasets = annotatedDatasets;
        this.examples = examples;
        this.json = json;
        this.files = files;
        this.operations = operations;
        this.holds = holds;
    }

    @Override
    public OperationKind kind() {
        return OperationKind.EXPORT_DATA;
    }

    @Override
    public OperationStep step(Operation operation, Fence fence, InstantSource clock) {
        ExportPlan plan = ExportJson.plan(operation);
        AnnotatedDataset annotated = annotatedDatasets.get(plan.annotatedDataset());
        ExportTally tally = new ExportTally();
        try (Draft draft = files.create(plan.file(), plan.format().mimeType())) {
            FenceWatch watch = new FenceWatch(operation, fence, clock);
            write(annotated, plan, draft.stream(), tally, watch);
            watch.check();
            draft.commit();
        }
        return new OperationStep.Done(now -> {
            operations.advance(operation, fence, NO_PROGRESS, tally.failures());
            holds.dropAll(operation.name());
            return ExportJson.write(tally.outcome(annotated.completedExampleCount()));
        });
    }

    @Override
    public void abandon(Operation operation, Instant now) {
        holds.dropAll(operation.name());
    }

    private void write(
            AnnotatedDataset annotated, ExportPlan plan, OutputStream file, ExportTally tally, FenceWatch watch) {
        ExportLines lines = plan.format() == ExportFormat.CSV ? new ExportCsv() : example -> json.line(example) + '\n';
        String after = "";
        List<Example> chunk;
        do {
            chunk = examples.after(annotated, after, Examples.MAX_EXAMPLES, MAX_CHUNK_WEIGHT);
            for (Example example : chunk) {
                after = example.name().id();
                write(example, lines.of(example), file, tally);
            }
            watch.checkAtTimes();
        } while (!chunk.isEmpty());
    }

    private static void write(Example example, @Nullable String lines, OutputStream file, ExportTally tally) {
        if (lines == null) {
            tally.addLeftOut(example);
            return;
        }
        try {
            file.write(lines.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tally.addWritten(example);
    }

    /** Looks now and then whether the work is still ours. */
    private final class FenceWatch {
        private final Operation operation;
        private final Fence fence;
        private final InstantSource clock;
        private Instant next;

        FenceWatch(Operation operation, Fence fence, InstantSource clock) {
            this.operation = operation;
            this.fence = fence;
            this.clock = clock;
            this.next = clock.instant().plus(FENCE_PERIOD);
        }

        void checkAtTimes() {
            Instant now = clock.instant();
            if (!now.isBefore(next)) {
                check();
                next = now.plus(FENCE_PERIOD);
            }
        }

        /** @throws Superseded if the work has passed on or was cancelled */
        void check() {
            operations.advance(operation, fence, NO_PROGRESS, List.of());
        }
    }
}
