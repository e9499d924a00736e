package dev.assay.server.dataset;

import dev.assay.server.dataset.DataItem.InlineImage;
import dev.assay.server.dataset.DataItem.Nothing;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.Dataset.Source;
import dev.assay.server.dataset.InstancePayloads.Span;
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

/** The items of a run's dataset, read from the sealed rows that it stands for. */
final class SampledItems implements ItemSource {
    private static final long MAX_CHARS_PER_READ = 16 << 20;

    private final ResourceName dataset;
    private final Source source;
    private final DatasetStore store;
    private final Transactions transactions;
    private final InstancePayloads payloads;

    SampledItems(ResourceName dataset, Source source, DatasetStore store, Transactions transactions) {
        this.dataset = dataset;
        this.source = source;
        this.store = store;
        this.transactions = transactions;
        this.payloads = new InstancePayloads(source.keys());
    }

    @Override
    public Optional<Payload> find(Place place) {
        return row(place.key()).filter(row -> holds(row, place)).map(row -> payload(row, place));
    }

    @Override
    public Optional<InlineImage> inlineImage(Place place) {
        return source.keys().type() != DataType.IMAGE
                ? Optional.empty()
                : row(place.key())
                        .filter(row -> holds(row, place))
                        .flatMap(row -> payloads.inlineImage(row.rawData(), offset(place)));
    }

    private static boolean holds(InstanceRow row, Place place) {
        int count = row.itemCount();
        return count == 1 ? place.offset() == null : place.offset() != null && place.offset() < count;
    }

    @Override
    public Function<Place, Payload> readAhead(List<Place> places) {
        List<Long> keys = places.stream().map(Place::key).distinct().toList();
        List<InstanceRow> rows = transactions.read(() -> store.rows(source, keys, MAX_CHARS_PER_READ));
        ReadAhead<InstanceRow> ahead =
                ReadAhead.of(rows, InstanceRow::key, InstanceRow::chars, MAX_CHARS_PER_READ, this::row);
        return new Shown(ahead);
    }

    /** Items of one row mostly follow each other: the row that was looked at last is kept, and where its instances are. */
    private final class Shown implements Function<Place, Payload> {
        private final ReadAhead<InstanceRow> ahead;
        private long key = -1;
        private @Nullable String rawData;
        private @Nullable List<Span> spans;

        Shown(ReadAhead<InstanceRow> ahead) {
            this.ahead = ahead;
        }

        @Override
        public Payload apply(Place place) {
            if (place.key() != key) {
                key = place.key();
                rawData = ahead.row(key).map(InstanceRow::rawData).orElse(null);
                spans = null;
            }
            String text = rawData;
            if (text == null) {
                return new Nothing();
            }
            if (place.offset() == null) {
                return payloads.read(text, 0, 1).get(0);
            }
            List<Span> instances = spans == null ? InstancePayloads.spans(text) : spans;
            spans = instances;
            return place.offset() < instances.size()
                    ? payloads.read(text, instances.get(place.offset()))
                    : new Nothing();
        }
    }

    private Optional<InstanceRow> row(long key) {
        return transactions.read(() -> store.rows(source, List.of(key), Long.MAX_VALUE)).stream()
                .findFirst();
    }

    private Payload payload(InstanceRow row, Place place) {
        return payloads.read(row.rawData(), offset(place), 1).get(0);
    }

    private static int offset(Place place) {
        return place.offset() == null ? 0 : place.offset();
    }

    @Override
    public Cursor after(@Nullable Place place) {
        if (place == null) {
            return new RowCursor(0, 0);
        }
        // After its row, or with the next instance of a row that holds several.
        return place.offset() == null
                ? new RowCursor(place.key() + 1, 0)
                : new RowCursor(place.key(), place.offset() + 1);
    }

    private final class RowCursor implements Cursor {
        private final Deque<InstanceRow> rows = new ArrayDeque<>();
        private final Deque<DataItem> items = new ArrayDeque<>();
        private long fromKey;
        private int fromOffset;

        RowCursor(long fromKey, int fromOffset) {
            this.fromKey = fromKey;
            this.fromOffset = fromOffset;
        }

        @Override
        public Optional<DataItem> next(int wanted) {
            while (items.isEmpty()) {
                if (rows.isEmpty()) {
                    rows.addAll(transactions.read(() -> store.rowsFrom(source, fromKey, wanted, MAX_CHARS_PER_READ)));
                }
                if (rows.isEmpty()) {
                    return Optional.empty();
                }
                readItems(rows.remove(), wanted);
            }
            return Optional.of(items.remove());
        }

        private void readItems(InstanceRow row, int wanted) {
            int inRow = row.itemCount();
            int first = row.key() == fromKey ? fromOffset : 0;
            int count = Math.min(wanted, inRow - first);
            if (count > 0) {
                List<Payload> read = payloads.read(row.rawData(), first, count);
                for (int i = 0; i < count; i++) {
                    String id = ItemIds.of(row.key(), first + i, inRow);
                    items.add(new DataItem(dataset.child(ResourceKind.DATA_ITEM, id), read.get(i)));
                }
            }
            fromKey = row.key() + 1;
            fromOffset = 0;
        }
    }
}
