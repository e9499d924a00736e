package dev.assay.server.labeling;

import dev.assay.server.dataset.DataItem;
import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.Dataset;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.labeling.LabelProgress.Phase;
import dev.assay.server.labeling.OwnedItems.Part;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.Operations;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Fills the pool of a task: with the items of its dataset, or with those that its owner lists. */
final class TaskListing {
    private static final int ITEMS_PER_CHUNK = 2_000;
    private static final int CHUNKS_PER_STEP = 50;
    private static final long MAX_WEIGHT = 8 << 20;

    private final LabelingTaskStore store;
    private final Datasets datasets;
    private final DataItems items;
    private final Map<ResourceKind, OwnedItems> owned;
    private final Operations operations;
    private final Transactions transactions;

    @Inject
    TaskListing(
            LabelingTaskStore store,
            Datasets datasets,
            DataItems items,
            Set<OwnedItems> owned,
            Operations operations,
            Transactions transactions) {
        this.store = store;
        this.datasets = datasets;
        this.items = items;
        this.owned = owned.stream().collect(Collectors.toMap(OwnedItems::owners, Function.identity()));
        this.operations = operations;
        this.transactions = transactions;
    }

    /** Lists items until all are there, or for long enough; what is listed and how far that is are written together. */
    void listSome(Operation operation, Fence fence, LabelingTask task, LabelProgress progress, InstantSource clock) {
        LabelingPlan plan = task.plan();
        int most = Math.min(plan.replicaCount(), plan.people());
        int wanted = Judges.of(plan).atFirst(most);
        LabelProgress before = progress;
        for (int chunk = 0; chunk < CHUNKS_PER_STEP && before.phase() == Phase.LISTING; chunk++) {
            LabelProgress from = before;
            Part part = next(plan, from.cursor());
            LabelProgress after = from.listed(part.itemIds().size(), part.cursor(), Micros.truncate(clock.instant()));
            transactions.write(() -> {
                operations.advance(operation, fence, after.write(), List.of());
                store.addItems(task.number(), from.items(), part.itemIds(), wanted, most);
                if (after.phase() == Phase.ASKING) {
                    store.setItemCount(task.number(), after.items());
                }
            });
            before = after;
        }
    }

    private Part next(LabelingPlan plan, String cursor) {
        if (plan.owner() != null) {
            OwnedItems lister = owned.get(plan.owner().kind());
            if (lister == null) {
                throw new IllegalStateException("nobody lists the items of " + plan.owner());
            }
            return lister.after(plan.owner(), plan.dataset(), cursor, ITEMS_PER_CHUNK);
        }
        Dataset dataset = datasets.get(plan.dataset());
        List<String> ids = items.after(dataset, cursor.isEmpty() ? null : cursor, ITEMS_PER_CHUNK, MAX_WEIGHT).stream()
                .map(DataItem::name)
                .map(name -> name.id())
                .toList();
        return new Part(ids, ids.isEmpty() ? null : ids.get(ids.size() - 1));
    }
}
