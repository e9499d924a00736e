package dev.assay.server.run;

import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.Dataset.Source;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.ItemIds;
import dev.assay.server.dataset.ItemIds.Place;
import dev.assay.server.labeling.OwnedItems;
import dev.assay.server.sampling.SampleTableStore.RowWithoutTruth;
import dev.assay.server.sampling.Sampling;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Lists what a run has people asked about: the items of its rows that have no ground truth. */
final class ItemsWithoutTruth implements OwnedItems {
    private final RunStore store;
    private final Sampling sampling;
    private final Datasets datasets;
    private final DataItems items;
    private final Transactions transactions;

    @Inject
    ItemsWithoutTruth(
            RunStore store, Sampling sampling, Datasets datasets, DataItems items, Transactions transactions) {
        this.store = store;
        this.sampling = sampling;
        this.datasets = datasets;
        this.items = items;
        this.transactions = transactions;
    }

    @Override
    public ResourceKind owners() {
        return ResourceKind.RUN;
    }

    /** The cursor is the id of the last item, or that of a row all items of which have been listed. */
    @Override
    public Part after(ResourceName owner, ResourceName dataset, String cursor, int limit) {
        RunPlan plan = transactions.read(() -> store.plan(owner));
        Source source = Objects.requireNonNull(datasets.get(dataset).source());
        Place last = cursor.isEmpty() ? null : Objects.requireNonNull(ItemIds.parse(cursor), cursor);
        long fromKey = last == null ? 0 : last.offset() == null ? last.key() + 1 : last.key();
        List<RowWithoutTruth> rows = sampling.rowsWithoutTruth(plan.table(), source.interval(), fromKey, limit);
        Map<Long, Integer> counts = items.itemsInRows(
                source,
                rows.stream()
                        .filter(RowWithoutTruth::foreign)
                        .map(RowWithoutTruth::key)
                        .toList());
        List<String> ids = new ArrayList<>();
        for (RowWithoutTruth row : rows) {
            int count = counts.getOrDefault(row.key(), 1);
            int first = last != null && last.offset() != null && last.key() == row.key() ? last.offset() + 1 : 0;
            for (int offset = first; offset < count; offset++) {
                if (ids.size() == limit) {
                    return new Part(ids, ids.get(limit - 1));
                }
                ids.add(ItemIds.of(row.key(), offset, count));
            }
        }
        return new Part(
                ids,
                rows.size() < limit
                        ? null
                        : ItemIds.ofRow(rows.get(rows.size() - 1).key()));
    }
}
