package dev.assay.server.dataset;

import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.Dataset.Source;
import dev.assay.server.dataset.ItemIds.Place;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Goes through the items of a dataset in the order of its rows, reading ahead no more than may be needed. */
final class ItemCursor {
    private static final long MAX_CHARS_PER_READ = 16 << 20;

    private final ResourceName dataset;
    private final Source source;
    private final DatasetStore store;
    private final Transactions transactions;
    private final InstancePayloads payloads;
    private final Deque<InstanceRow> rows = new ArrayDeque<>();
    private final Deque<DataItem> items = new ArrayDeque<>();
    private long fromKey;
    private int fromOffset;

    ItemCursor(ResourceName dataset, Source source, DatasetStore store, Transactions transactions) {
        this.dataset = dataset;
        this.source = source;
        this.store = store;
        this.transactions = transactions;
        this.payloads = new InstancePayloads(source.keys());
    }

    /** Goes on after this item: after its row, or with the next instance of a row that holds several. */
    void skipTo(Place after) {
        fromKey = after.offset() == null ? after.key() + 1 : after.key();
        fromOffset = after.offset() == null ? 0 : after.offset() + 1;
    }

    /**
     * The next item, if there is one.
     *
     * @param wanted how many more may be asked for
     */
    Optional<DataItem> next(int wanted) {
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
