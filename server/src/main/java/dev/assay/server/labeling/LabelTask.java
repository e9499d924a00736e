package dev.assay.server.labeling;

import dev.assay.server.dataset.Holds;
import dev.assay.server.labeling.LabelingTask.CloseReason;
import dev.assay.server.labeling.LabelingTask.Counts;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationKind;
import dev.assay.server.operation.OperationStep;
import dev.assay.server.operation.OperationWork;
import dev.assay.server.operation.Operations;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.work.WorkStore;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * The operation behind a task: lists its items, waits until people have dealt with them, and writes what their answers
 * come to.
 */
final class LabelTask implements OperationWork {
    /** Whoever finishes what seems the last item wakes it; two that finish at once may each think of the other. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    /** So many items are counted at every look, more only now and then. */
    private static final int COUNTED_EACH_LOOK = 10_000;

    private static final Duration BETWEEN_COUNTS = Duration.ofMinutes(1);
    private static final Duration LONGEST_COMMIT = Duration.ofMinutes(2);

    private final LabelingTaskStore store;
    private final TaskListing listing;
    private final TaskResults results;
    private final Operations operations;
    private final Holds holds;
    private final WorkStore work;
    private final Transactions transactions;

    @Inject
    LabelTask(
            LabelingTaskStore store,
            TaskListing listing,
            TaskResults results,
            Operations operations,
            Holds holds,
            WorkStore work,
            Transactions transactions) {
        this.store = store;
        this.listing = listing;
        this.results = results;
        this.operations = operations;
        this.holds = holds;
        this.work = work;
        this.transactions = transactions;
    }

    @Override
    public OperationKind kind() {
        return OperationKind.LABEL;
    }

    @Override
    public OperationStep step(Operation operation, Fence fence, InstantSource clock) {
        LabelingTask task = task(operation);
        LabelProgress progress = LabelProgress.read(operation.progress());
        return switch (progress.phase()) {
            case LISTING -> {
                listing.listSome(operation, fence, task, progress, clock);
                yield new OperationStep.Again();
            }
            case ASKING -> look(operation, fence, task, progress, Micros.truncate(clock.instant()));
            case NAMED, WRITING -> {
                results.writeSome(operation, fence, task, progress, clock);
                yield new OperationStep.Again();
            }
            case WRITTEN -> end(operation, task, progress, Micros.truncate(clock.instant()));
        };
    }

    private OperationStep look(
            Operation operation, Fence fence, LabelingTask task, LabelProgress progress, Instant now) {
        long open = transactions.read(() -> store.countOpenItems(task.number(), COUNTED_EACH_LOOK));
        if (open == 0) {
            results.name(operation, fence, task, progress, now);
            return new OperationStep.Again();
        }
        boolean many = open == COUNTED_EACH_LOOK;
        if (many && now.isBefore(progress.countTime().plus(BETWEEN_COUNTS))) {
            return new OperationStep.Wait(now.plus(BETWEEN_LOOKS));
        }
        Counts counts = transactions.read(() -> count(task, many ? Integer.MAX_VALUE : COUNTED_EACH_LOOK, now));
        if (!counts.equals(task.counts())) {
            transactions.write(() -> {
                operations.advance(
                        operation,
                        fence,
                        progress.counted(counts.openItems(), now).write(),
                        List.of());
                store.setCounts(task.number(), counts);
            });
        }
        return new OperationStep.Wait(now.plus(BETWEEN_LOOKS));
    }

    /** Answers are counted on from the last time, up to a moment after which none is still to be committed. */
    private Counts count(LabelingTask task, int limit, Instant now) {
        Counts before = task.counts();
        Instant settled = now.minus(LONGEST_COMMIT);
        Instant until = settled.isAfter(before.answersUntil()) ? settled : before.answersUntil();
        long answers = before.answers() + store.countAnswers(task.number(), before.answersUntil(), until);
        return answers == before.answers()
                ? new Counts(store.countOpenItems(task.number(), limit), answers, before.answersUntil())
                : new Counts(store.countOpenItems(task.number(), limit), answers, until);
    }

    /**
     * The owner is woken in a transaction of its own. Owners lock their own work before that of their task; here the task's
     * is locked first.
     */
    private OperationStep end(Operation operation, LabelingTask task, LabelProgress progress, Instant now) {
        ResourceName owner = task.plan().owner();
        if (owner != null) {
            transactions.write(() -> work.wake(owner.toString(), now));
        }
        return new OperationStep.Done(time -> {
            holds.dropAll(operation.name());
            return progress.write();
        });
    }

    @Override
    public void abandon(Operation operation, Instant now) {
        LabelingTask task = task(operation);
        store.close(task.name(), CloseReason.CANCELLED, now, null);
        results.abandon(task, LabelProgress.read(operation.progress()), now);
        holds.dropAll(operation.name());
        if (task.plan().owner() != null) {
            work.wake(task.plan().owner().toString(), now);
        }
    }

    private LabelingTask task(Operation operation) {
        ResourceName name = LabelingTasks.taskOf(operation.name());
        return transactions.read(() -> store.find(name)).orElseThrow(() -> new NotFound(name));
    }
}
