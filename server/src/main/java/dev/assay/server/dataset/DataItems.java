package dev.assay.server.dataset;

import dev.assay.server.dataset.DataItem.InlineImage;
import dev.assay.server.dataset.DataItem.Nothing;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.Dataset.DataType;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The items of datasets: those that a dataset holds itself, or the sealed rows that it stands for. */
public final class DataItems {
    /** What one page of items may carry, in bytes: half of what gRPC clients take by default, for the rest of it. */
    public static final int MAX_PAGE_WEIGHT = 2 << 20;

    private static final int ROWS_PER_READ = 1_000;
    private static final long MAX_CHARS_PER_READ = 16 << 20;

    private final Datasets datasets;
    private final DatasetStore rows;
    private final DataItemStore store;
    private final Transactions transactions;

    @Inject
    DataItems(Datasets datasets, DatasetStore rows, DataItemStore store, Transactions transactions) {
        this.datasets = datasets;
        this.rows = rows;
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
        if (place == null) {
            throw new NotFound(name);
        }
        return new DataItem(name, source(dataset).find(place).orElseThrow(() -> new NotFound(name)));
    }

    /**
     * The items of a dataset, in their order. A page holds fewer than asked for if they are large.
     *
     * @throws NotFound if there is no such dataset
     */
    public Page<DataItem> list(ResourceName datasetName, PageRequest request) {
        Dataset dataset = datasets.get(datasetName);
        String after = request.isFirst() ? null : request.afterText(0);
        if (after != null && ItemIds.parse(after) == null) {
            throw InvalidArgument.of("page_token", "must come from a call with the same parent and filter");
        }
        return request.page(
                after(dataset, after, request.limit(), MAX_PAGE_WEIGHT),
                item -> List.of(item.name().id()),
                item -> item.payload().weight(),
                MAX_PAGE_WEIGHT);
    }

    /**
     * Items in their order, so many at most. Ends with the item that takes their payloads beyond {@code maxWeight},
     * though not before the second one.
     *
     * @param afterId the id of the item that the first one follows; null for the beginning
     */
    public List<DataItem> after(Dataset dataset, @Nullable String afterId, int limit, long maxWeight) {
        Place place = afterId == null ? null : Objects.requireNonNull(ItemIds.parse(afterId), afterId);
        ItemSource.Cursor cursor = source(dataset).after(place);
        List<DataItem> found = new ArrayList<>();
        long weight = 0;
        while (found.size() < limit && (weight <= maxWeight || found.size() < 2)) {
            Optional<DataItem> item = cursor.next(limit - found.size());
            if (item.isEmpty()) {
                break;
            }
            found.add(item.get());
            weight += item.get().payload().weight();
        }
        return found;
    }

    /**
     * Items that are known to have existed, in this order; their payload is {@link Nothing} if their row has been purged.
     * Ends with the item that takes the payloads beyond {@code maxWeight}, though not before the second one.
     *
     * @param ids at most 1,000
     */
    public List<DataItem> show(Dataset dataset, List<String> ids, long maxWeight) {
        List<Place> places =
                ids.stream().map(ItemIds::parse).filter(Objects::nonNull).toList();
        Function<Place, Payload> payloads = source(dataset).readAhead(places);
        List<DataItem> shown = new ArrayList<>();
        long weight = 0;
        for (String id : ids) {
            if (weight > maxWeight && shown.size() >= 2) {
                break;
            }
            Place place = ItemIds.parse(id);
            DataItem item = new DataItem(
                    dataset.name().child(ResourceKind.DATA_ITEM, id),
                    place == null ? new Nothing() : payloads.apply(place));
            shown.add(item);
            weight += item.payload().weight();
        }
        return shown;
    }

    /** The whole image that was logged inline for an item; empty if it is none, or its row has been purged. */
    public Optional<InlineImage> inlineImage(Dataset dataset, String id) {
        Place place = ItemIds.parse(id);
        return place == null ? Optional.empty() : source(dataset).inlineImage(place);
    }

    /** The row of an interval with this key; empty if it has been purged. */
    public Optional<InstanceRow> row(Source source, long key) {
        return transactions.read(() -> rows.rows(source, List.of(key), Long.MAX_VALUE)).stream()
                .findFirst();
    }

    /**
     * How many items each of these rows of an interval is; rows that have been purged are absent.
     *
     * @param keys of rows that others wrote; every other row is one item
     */
    public Map<Long, Integer> itemsInRows(Source source, List<Long> keys) {
        Map<Long, Integer> counts = new HashMap<>();
        for (int from = 0; from < keys.size(); ) {
            List<Long> some = keys.subList(from, Math.min(keys.size(), from + ROWS_PER_READ));
            List<InstanceRow> found = transactions.read(() -> rows.rows(source, some, MAX_CHARS_PER_READ));
            found.forEach(row -> counts.put(row.key(), row.itemCount()));
            // Fewer came because they are long, or are gone.
            long last = found.isEmpty()
                    ? some.get(some.size() - 1)
                    : found.get(found.size() - 1).key();
            from += Math.max(
                    1, (int) some.stream().takeWhile(key -> key <= last).count());
        }
        return counts;
    }

    /** What the items of a dataset are; empty if it has none. */
    public Optional<DataType> type(Dataset dataset) {
        Source source = dataset.source();
        return source != null ? Optional.of(source.keys().type()) : transactions.read(() -> store.type(dataset.name()));
    }

    /**
     * Adds items after those that a dataset holds; joins the caller's transaction.
     *
     * @param items images, texts and videos, all of one type; at most 2,000
     * @throws NotFound if there is no such dataset, or it does not hold its items itself
     */
    public void append(ResourceName dataset, List<Payload> items) {
        transactions.write(() -> {
            if (!store.append(dataset, items)) {
                throw new NotFound(dataset);
            }
        });
    }

    private ItemSource source(Dataset dataset) {
        Source source = dataset.source();
        return source == null
                ? new StoredItems(dataset.name(), store, transactions)
                : new SampledItems(dataset.name(), source, rows, transactions);
    }
}
