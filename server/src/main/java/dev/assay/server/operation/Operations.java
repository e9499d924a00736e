package dev.assay.server.operation;

import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkStore;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Begins operations and moves them on. */
public final class Operations {
    /** How many entries that failed are kept of an operation; more are only counted, by its owner. */
    public static final int MAX_PARTIAL_FAILURES = 1_000;

    private final OperationStore store;
    private final WorkStore work;
    private final Transactions transactions;
    private final Ids ids;

    @Inject
    Operations(OperationStore store, WorkStore work, Transactions transactions, Ids ids) {
        this.store = store;
        this.work = work;
        this.transactions = transactions;
        this.ids = ids;
    }

    /**
     * Begins an operation; its subject has one at a time. Asked again for exactly what is under way, an operation of a
     * kind that {@linkplain OperationKind#isJoined is joined} is answered with. Ring the {@link dev.assay.server.work.Bell} afterwards.
     *
     * @param inTransaction what must happen along with a beginning, such as holding the subject, by the operation's name
     * @throws WrongState if something else is under way, naming it
     */
    public Operation start(
            OperationKind kind,
            ResourceName subject,
            String request,
            Instant now,
            Consumer<ResourceName> inTransaction) {
        return transactions.write(() -> {
            transactions.lock(subject);
            Optional<Operation> active = store.active(subject);
            if (active.isPresent()) {
                return joined(active.get(), kind, request);
            }
            ResourceName project = subject.ancestor(ResourceKind.PROJECT);
            ResourceName name = project.child(ResourceKind.OPERATION, ids.next(now));
            Operation begun = new Operation(name, kind, subject, request, "{}", now, null, null);
            inTransaction.accept(name);
            store.insert(begun);
            work.add(name.toString(), WorkKind.OPERATION, now);
            return begun;
        });
    }

    private static Operation joined(Operation active, OperationKind kind, String request) {
        if (kind.isJoined() && active.kind() == kind && active.request().equals(request)) {
            return active;
        }
        throw new WrongState(
                "OPERATION_UNDER_WAY",
                active.subject() + " has an operation under way, " + active.name() + "; wait for it or cancel it");
    }

    /**
     * Writes progress, and failed entries along with it; joins the caller's transaction.
     *
     * @throws Superseded if the fence is not the one in force
     */
    public void advance(Operation operation, Fence fence, String progress, List<OperationError> failures) {
        transactions.write(() -> {
            work.check(fence);
            if (!store.advance(operation.name(), progress)) {
                throw new Superseded(fence);
            }
            store.addPartialFailures(operation.name(), failures);
        });
    }
}
