package dev.assay.server.operation;

import dev.assay.server.vocabulary.Counters;
import dev.assay.server.work.WorkStore;
import jakarta.inject.Inject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Ends operations. Every end but those of {@link #count} joins the transaction of whoever has locked the work. */
final class OperationEnds {
    private final OperationStore store;
    private final WorkStore work;
    private final OperationWorks works;
    private final Counters counters;

    @Inject
    OperationEnds(OperationStore store, WorkStore work, OperationWorks works, Counters counters) {
        this.store = store;
        this.work = work;
        this.works = works;
        this.counters = counters;
    }

    /** Ends it with success; false if it has ended before. */
    boolean succeed(Operation operation, String progress, Instant now) {
        work.remove(operation.name().toString());
        return store.end(operation.name(), progress, now, null);
    }

    /** Ends it as it stands and has it abandoned; false if it has ended before. */
    boolean fail(Operation operation, OperationError error, Instant now) {
        work.remove(operation.name().toString());
        Operation current = store.find(operation.name()).orElse(operation);
        if (!store.end(current.name(), current.progress(), now, error)) {
            return false;
        }
        works.of(current.kind()).abandon(current, now);
        return true;
    }

    /** Counts an end, once it is committed. */
    void count(OperationKind kind, @Nullable OperationError error) {
        counters.add(
                "assay.operations.ended",
                1,
                "kind",
                kind.name(),
                "error",
                error == null ? "NONE" : error.kind().name());
    }
}
