package dev.assay.server.operation;

import dev.assay.server.vocabulary.FailureKind;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.work.WorkStore;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;

/** Ends operations before they are done. */
public final class Cancellation {
    private static final OperationError CANCELLED =
            new OperationError(FailureKind.CANCELLED, "CANCELLED", "the operation was cancelled");

    private final OperationStore store;
    private final WorkStore work;
    private final Transactions transactions;
    private final OperationEnds ends;

    @Inject
    Cancellation(OperationStore store, WorkStore work, Transactions transactions, OperationEnds ends) {
        this.store = store;
        this.work = work;
        this.transactions = transactions;
        this.ends = ends;
    }

    /**
     * Cancels an operation under way: what it has done stays, and it goes on with nothing. One that has ended is left as
     * it is.
     *
     * @throws NotFound if there is none of this name
     */
    public void cancel(ResourceName name, Instant now) {
        Optional<Operation> cancelled = transactions.write(() -> {
            // The work first: that waits for what its worker is committing, and then the operation stands.
            work.remove(name.toString());
            Operation operation = store.find(name).orElseThrow(() -> new NotFound(name));
            return ends.fail(operation, CANCELLED, now) ? Optional.of(operation) : Optional.empty();
        });
        cancelled.ifPresent(operation -> ends.count(operation.kind(), CANCELLED));
    }
}
