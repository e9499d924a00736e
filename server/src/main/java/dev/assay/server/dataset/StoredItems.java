package dev.assay.server.dataset;

import dev.assay.server.dataset.DataItem.InlineImage;
import dev.assay.server.dataset.DataItem.Nothing;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.ItemIds.Place;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The items that a dataset holds itself. */
final class StoredItems implements ItemSource {
    private static final long MAX_WEIGHT_PER_READ = 8 << 20;

    private final ResourceName dataset;
    private final DataItemStore store;
    private final Transactions transactions;

    StoredItems(ResourceName dataset, DataItemStore store, Transactions transactions) {
        this.dataset = dataset;
        this.store = store;
        this.transactions = transactions;
    }

    @Override
    public Optional<Payload> find(Place place) {
        return place.offset() == null ? item(place.key()).map(StoredItem::payload) : Optional.empty();
    }

    @Override
    public Optional<InlineImage> inlineImage(Place place) {
        return Optional.empty();
    }

    @Override
    public Function<Place, Payload> readAhead(List<Place> places) {
        List<Long> numbers = places.stream().map(Place::key).distinct().toList();
        List<StoredItem> items = transactions.read(() -> store.find(dataset, numbers, MAX_WEIGHT_PER_READ));
        ReadAhead<StoredItem> ahead =
                ReadAhead.of(items, StoredItem::number, StoredItem::weight, MAX_WEIGHT_PER_READ, this::item);
        return place -> ahead.row(place.key()).map(StoredItem::payload).orElseGet(Nothing::new);
    }

    private Optional<StoredItem> item(long number) {
        return transactions.read(() -> store.find(dataset, List.of(number), Long.MAX_VALUE)).stream()
                .findFirst();
    }

    @Override
    public Cursor after(@Nullable Place place) {
        return new NumberCursor(place == null ? 0 : place.key() + 1);
    }

    private final class NumberCursor implements Cursor {
        private final Deque<StoredItem> items = new ArrayDeque<>();
        private long from;

        NumberCursor(long from) {
            this.from = from;
        }

        @Override
        public Optional<DataItem> next(int wanted) {
            if (items.isEmpty()) {
                items.addAll(transactions.read(() -> store.from(dataset, from, wanted, MAX_WEIGHT_PER_READ)));
            }
            StoredItem item = items.poll();
            if (item == null) {
                return Optional.empty();
            }
            from = item.number() + 1;
            String id = ItemIds.ofRow(item.number());
            return Optional.of(new DataItem(dataset.child(ResourceKind.DATA_ITEM, id), item.payload()));
        }
    }
}
