package dev.assay.server.operation;

import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkStore;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Begins operations, moves them on, shows them and forgets them. For ending one early see {@link Cancellation}. */
public final class Operations {
    /** How many entries that failed are kept of an operation; more are only counted, by its owner. */
    public static final int MAX_PARTIAL_FAILURES = 1_000;

    private static final long MAX_PAGE_WEIGHT = 1 << 20;
    private static final int REPORTS_PER_READ = 10;
    private static final int PURGE_ROWS = 2_000;

    private final OperationStore store;
    private final WorkStore work;
    private final Transactions transactions;
    private final Ids ids;
    private final OperationConfig config;
    private final Counters counters;

    @Inject
    Operations(
            OperationStore store,
            WorkStore work,
            Transactions transactions,
            Ids ids,
            OperationConfig config,
            Counters counters) {
        this.store = store;
        this.work = work;
        this.transactions = transactions;
        this.ids = ids;
        this.config = config;
        this.counters = counters;
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
            counters.add("assay.operations.started", 1, "kind", kind.name());
            return begun;
        });
    }

    /** Whether anything is under way for a subject, so that nothing else can begin; joins the caller's transaction. */
    public boolean isUnderWay(ResourceName subject) {
        return store.active(subject).isPresent();
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

    /**
     * An operation as it stands.
     *
     * @throws NotFound if there is none of this name, or it is deleted
     */
    public OperationReport get(ResourceName name) {
        return transactions.read(() -> {
            Operation operation = store.find(name).orElseThrow(() -> new NotFound(name));
            return reports(List.of(operation)).get(0);
        });
    }

    /** The operations of a project that pass, in the order of their creation. */
    public Page<OperationReport> list(ResourceName project, OperationFilter filter, PageRequest page) {
        if (filter.passesNothing()) {
            return new Page<>(List.of(), "");
        }
        return transactions.read(() -> page.page(
                someReports(store.list(project, filter.done(), page)),
                Operations::key,
                OperationReport::weight,
                MAX_PAGE_WEIGHT));
    }

    /** By what {@link #list} sorts. */
    public static List<String> key(OperationReport report) {
        return List.of(report.operation().name().id());
    }

    /** Reports of these, from the first on; of more than a page can carry, if there are so many. */
    private List<OperationReport> someReports(List<Operation> found) {
        List<OperationReport> reports = new ArrayList<>();
        long weight = 0;
        for (int from = 0; from < found.size() && weight <= MAX_PAGE_WEIGHT; from += REPORTS_PER_READ) {
            List<OperationReport> more = reports(found.subList(from, Math.min(from + REPORTS_PER_READ, found.size())));
            weight += more.stream().mapToLong(OperationReport::weight).sum();
            reports.addAll(more);
        }
        return reports;
    }

    private List<OperationReport> reports(List<Operation> operations) {
        Map<ResourceName, List<OperationError>> failures =
                store.partialFailures(operations.stream().map(Operation::name).toList());
        return operations.stream()
                .map(operation -> new OperationReport(operation, failures.getOrDefault(operation.name(), List.of())))
                .toList();
    }

    /**
     * Forgets an operation that has ended; what came of it stays. Repeating it is harmless for as long as deleted
     * operations linger.
     *
     * @throws NotFound if there is none of this name
     * @throws WrongState if it is under way: deleting does not cancel, and nobody should work unseen
     */
    public void delete(ResourceName name, Instant now) {
        transactions.write(() -> {
            if (store.markDeleted(name, now) || store.isDeleted(name)) {
                return;
            }
            Operation standing = store.find(name).orElseThrow(() -> new NotFound(name));
            throw new WrongState(
                    "OPERATION_UNDER_WAY", "operation " + standing.name() + " is under way; cancel it first");
        });
    }

    /**
     * Removes some operations that ended long ago or were deleted. For the clock.
     *
     * @return whether more can be removed right away
     */
    public boolean purgeSome(Instant now) {
        boolean ended = transactions.write(() -> store.removeEnded(now.minus(config.keepEnded()), PURGE_ROWS));
        boolean deleted = transactions.write(() -> store.removeDeleted(now.minus(config.deletedLinger()), PURGE_ROWS));
        return ended || deleted;
    }
}
