package dev.assay.server.dataset;

import dev.assay.server.dataset.DataItem.Nothing;
import dev.assay.server.dataset.Dataset.Source;
import dev.assay.server.dataset.ItemIds.Place;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The items of datasets, read from the sealed rows that the dataset stands for. */
public final class DataItems {
    /** What one page of items may carry, in bytes: half of what gRPC clients take by default, for the rest of it. */
    public static final int MAX_PAGE_WEIGHT = 2 << 20;

    /** What is read in one go and may turn out not to be needed. */
    private static final long MAX_CHARS_AHEAD = 16 << 20;

    private final Datasets datasets;
    private final DatasetStore store;
    private final Transactions transactions;

    @Inject
    DataItems(Datasets datasets, DatasetStore store, Transactions transactions) {
        this.datasets = datasets;
        this.store = store;
        this.transactions = transactions;
    }

    /**
     * One item.
     *
     * @throws NotFound if there is no such item, or no such dataset
     */
    public DataItem get(ResourceName name) {
        Dataset dataset = datasets.get(name.ancestor(ResourceKind.DATASET));
        Place place = ItemIds.parse(name.id());
        Source source = dataset.source();
        if (place == null || source == null) {
            throw new NotFound(name);
        }
        InstanceRow row = row(source, place.key()).orElseThrow(() -> new NotFound(name));
        int count = row.itemCount();
        boolean exists = count == 1 ? place.offset() == null : place.offset() != null && place.offset() < count;
        if (!exists) {
            throw new NotFound(name);
        }
        return item(name, source, row, place);
    }

    /**
     * The items of a dataset, in the order of its rows. A page holds fewer than asked for if they are large.
     *
     * @throws NotFound if there is no such dataset
     */
    public Page<DataItem> list(ResourceName datasetName, PageRequest request) {
        Dataset dataset = datasets.get(datasetName);
        Source source = dataset.source();
        if (source == null) {
            return new Page<>(List.of(), "");
        }
        ItemCursor cursor = new ItemCursor(dataset.name(), source, store, transactions);
        if (!request.isFirst()) {
            Place after = ItemIds.parse(request.afterText(0));
            if (after == null) {
                throw InvalidArgument.of("page_token", "must come from a call with the same parent and filter");
            }
            cursor.skipTo(after);
        }
        List<DataItem> found = new ArrayList<>();
        long weight = 0;
        // Two at least: the second one tells that the first, however large, is not the last.
        while (found.size() < request.limit() && (weight <= MAX_PAGE_WEIGHT || found.size() < 2)) {
            Optional<DataItem> item = cursor.next(request.limit() - found.size());
            if (item.isEmpty()) {
                break;
            }
            found.add(item.get());
            weight += item.get().payload().weight();
        }
        return request.page(
                found, item -> List.of(item.name().id()), item -> item.payload().weight(), MAX_PAGE_WEIGHT);
    }

    /**
     * Items that are known to have existed, in this order; their payload is {@link Nothing} if their row has been purged.
     * Ends with the item that takes the payloads beyond {@code maxWeight}, though not before the second one.
     *
     * @param ids at most 1,000
     */
    public List<DataItem> show(Dataset dataset, List<String> ids, long maxWeight) {
        Source source = dataset.source();
        Ahead ahead = source == null ? Ahead.NOTHING : readAhead(source, ids);
        List<DataItem> shown = new ArrayList<>();
        long weight = 0;
        for (String id : ids) {
            if (weight > maxWeight && shown.size() >= 2) {
                break;
            }
            ResourceName name = dataset.name().child(ResourceKind.DATA_ITEM, id);
            Place place = ItemIds.parse(id);
            DataItem item = source == null || place == null
                    ? new DataItem(name, new Nothing())
                    : ahead.row(place.key())
                            .or(() -> ahead.isWhole() ? Optional.empty() : row(source, place.key()))
                            .map(row -> item(name, source, row, place))
                            .orElseGet(() -> new DataItem(name, new Nothing()));
            shown.add(item);
            weight += item.payload().weight();
        }
        return shown;
    }

    private Ahead readAhead(Source source, List<String> ids) {
        List<Long> keys = ids.stream()
                .map(ItemIds::parse)
                .filter(Objects::nonNull)
                .map(Place::key)
                .distinct()
                .toList();
        List<InstanceRow> rows = transactions.read(() -> store.rows(source, keys, MAX_CHARS_AHEAD));
        Map<Long, InstanceRow> byKey = rows.stream().collect(Collectors.toMap(InstanceRow::key, row -> row));
        return new Ahead(byKey, rows.stream().mapToLong(InstanceRow::chars).sum() <= MAX_CHARS_AHEAD);
    }

    /**
     * Rows read in one go.
     *
     * @param isWhole whether a row that is not among them is not there at all
     */
    private record Ahead(Map<Long, InstanceRow> rows, boolean isWhole) {
        private static final Ahead NOTHING = new Ahead(Map.of(), true);

        Optional<InstanceRow> row(long key) {
            return Optional.ofNullable(rows.get(key));
        }
    }

    /** The row of an interval with this key; empty if it has been purged. */
    public Optional<InstanceRow> row(Source source, long key) {
        return transactions.read(() -> store.rows(source, List.of(key), Long.MAX_VALUE)).stream()
                .findFirst();
    }

    private static DataItem item(ResourceName name, Source source, InstanceRow row, Place place) {
        int offset = place.offset() == null ? 0 : place.offset();
        return new DataItem(
                name,
                new InstancePayloads(source.keys())
                        .read(row.rawData(), offset, 1)
                        .get(0));
    }
}
