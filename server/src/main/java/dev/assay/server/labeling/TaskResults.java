package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.AnnotatedDataset;
import dev.assay.server.dataset.annotated.AnnotatedDatasets;
import dev.assay.server.dataset.annotated.AnnotatedItem;
import dev.assay.server.labeling.LabelProgress.Phase;
import dev.assay.server.labeling.LabelingTask.CloseReason;
import dev.assay.server.labeling.LabelingTask.Counts;
import dev.assay.server.labeling.TaskOutcomes.ItemOutcome;
import dev.assay.server.labeling.TaskOutcomes.Kind;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.Operations;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes what the answers of a task come to into an annotated dataset. */
final class TaskResults {
    private static final int ITEMS_PER_CHUNK = 500;
    private static final int CHUNKS_PER_STEP = 100;

    private final LabelingTaskStore store;
    private final TaskOutcomes outcomes;
    private final AnnotatedDatasets datasets;
    private final Operations operations;
    private final Transactions transactions;
    private final Ids ids;

    @Inject
    TaskResults(
            LabelingTaskStore store,
            TaskOutcomes outcomes,
            AnnotatedDatasets datasets,
            Operations operations,
            Transactions transactions,
            Ids ids) {
        this.store = store;
        this.outcomes = outcomes;
        this.datasets = datasets;
        this.operations = operations;
        this.transactions = transactions;
        this.ids = ids;
    }

    /** Names what comes of a task before anything of it is written: so it is found again, whatever happens. */
    void name(Operation operation, Fence fence, LabelingTask task, LabelProgress progress, Instant now) {
        ResourceName result = task.plan().dataset().child(ResourceKind.ANNOTATED_DATASET, ids.next(now));
        operations.advance(operation, fence, progress.named(result, now).write(), List.of());
    }

    /** Writes until all is written and the task closed, or for long enough. */
    void writeSome(Operation operation, Fence fence, LabelingTask task, LabelProgress progress, InstantSource clock) {
        LabelProgress before = progress;
        if (before.phase() == Phase.NAMED) {
            datasets.begin(emptyResult(task, before), fence);
        }
        for (int chunk = 0; chunk < CHUNKS_PER_STEP && before.phase() != Phase.WRITTEN; chunk++) {
            List<ItemOutcome> some = outcomes.after(task, Long.parseLong(before.cursor()), ITEMS_PER_CHUNK);
            before = some.isEmpty()
                    ? complete(operation, fence, task, before, Micros.truncate(clock.instant()))
                    : append(operation, fence, some, before);
        }
    }

    private static AnnotatedDataset emptyResult(LabelingTask task, LabelProgress progress) {
        LabelingPlan plan = task.plan();
        return new AnnotatedDataset(
                result(progress),
                plan.displayName(),
                plan.description(),
                plan.annotationType(),
                // Of the time when people were through with the items.
                progress.countTime(),
                progress.items(),
                0,
                Map.of(),
                plan.config());
    }

    private LabelProgress append(Operation operation, Fence fence, List<ItemOutcome> some, LabelProgress progress) {
        LabelProgress before = progress;
        int from = 0;
        while (from < some.size()) {
            int to = from;
            long weight = 0;
            while (to < some.size() && (to == from || weight + weight(some.get(to)) <= AnnotatedDatasets.MAX_WEIGHT)) {
                weight += weight(some.get(to));
                to++;
            }
            before = appendTogether(operation, fence, some.subList(from, to), before);
            from = to;
        }
        return before;
    }

    private LabelProgress appendTogether(
            Operation operation, Fence fence, List<ItemOutcome> some, LabelProgress progress) {
        List<AnnotatedItem> agreed = new ArrayList<>();
        int unanswered = 0;
        for (ItemOutcome outcome : some) {
            if (outcome.kind() == Kind.AGREED) {
                agreed.add(item(outcome));
            } else if (outcome.kind() == Kind.UNANSWERED) {
                unanswered++;
            }
        }
        LabelProgress after = progress.wrote(
                some.get(some.size() - 1).number() + 1,
                agreed.size(),
                some.size() - agreed.size() - unanswered,
                unanswered);
        transactions.write(() -> {
            operations.advance(operation, fence, after.write(), List.of());
            datasets.append(result(progress), fence, agreed);
        });
        return after;
    }

    private LabelProgress complete(
            Operation operation, Fence fence, LabelingTask task, LabelProgress progress, Instant now) {
        LabelProgress written = progress.written();
        transactions.write(() -> {
            operations.advance(operation, fence, written.write(), List.of());
            datasets.complete(result(progress), progress.items(), now);
            countAll(task, 0, now);
            store.close(task.name(), CloseReason.DONE, now, result(progress));
        });
        return written;
    }

    private void countAll(LabelingTask task, long open, Instant now) {
        Counts before = task.counts();
        long answers = before.answers() + store.countAnswers(task.number(), before.answersUntil(), now);
        store.setCounts(task.number(), new Counts(open, answers, now));
    }

    /** Gives up what is not complete; joins the caller's transaction. */
    void abandon(LabelingTask task, LabelProgress progress, Instant now) {
        countAll(task, task.itemCount() == null ? 0 : store.countOpenItems(task.number(), Integer.MAX_VALUE), now);
        if (progress.annotatedDataset() != null && progress.phase() != Phase.WRITTEN) {
            datasets.abandon(progress.annotatedDataset(), now);
        }
    }

    private static ResourceName result(LabelProgress progress) {
        return Objects.requireNonNull(progress.annotatedDataset(), "what is written has a name");
    }

    private static AnnotatedItem item(ItemOutcome outcome) {
        return new AnnotatedItem(outcome.itemId(), outcome.annotations());
    }

    private static long weight(ItemOutcome outcome) {
        return item(outcome).weight();
    }
}
