package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.InstanceRow;
import dev.assay.server.vocabulary.TableUri;
import dev.assay.server.vocabulary.Transactions;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The instances of the rows of a sample table, as far as it went when the import began. */
final class TableEntries implements ImportSource {
    private static final int ROWS_PER_READ = 500;
    private static final long MAX_CHARS_PER_READ = 16 << 20;

    private final ImportTables tables;
    private final TableUri table;
    private final DataType type;
    private final Transactions transactions;
    private final long lastKey;
    private final Deque<InstanceRow> rows = new ArrayDeque<>();
    private @Nullable InstanceEntries instances;
    private Mark mark;

    /**
     * The entries of a table.
     *
     * @param from where to go on; null for the beginning
     * @param extent as it was at the beginning
     */
    TableEntries(
            ImportTables tables,
            TableUri table,
            DataType type,
            Transactions transactions,
            @Nullable Mark from,
            long extent) {
        this.tables = tables;
        this.table = table;
        this.type = type;
        this.transactions = transactions;
        this.lastKey = from == null ? transactions.read(() -> tables.lastKey(table)) : extent;
        this.mark = from == null ? Mark.START : from;
    }

    @Override
    public @Nullable Entry next() {
        InstanceEntries current = instances != null ? instances : open();
        while (current != null) {
            Entry entry = current.next();
            if (entry != null) {
                mark = new Mark(mark.at(), mark.within() + 1);
                return entry;
            }
            mark = new Mark(mark.at() + 1, 0);
            current = open();
        }
        return null;
    }

    /** Opens the next row; null if there is none. */
    private @Nullable InstanceEntries open() {
        if (rows.isEmpty()) {
            rows.addAll(
                    transactions.read(() -> tables.rows(table, mark.at(), lastKey, ROWS_PER_READ, MAX_CHARS_PER_READ)));
        }
        InstanceRow row = rows.poll();
        if (row == null) {
            instances = null;
        } else {
            // Rows may be deleted meanwhile: only of the row itself some instances were read before.
            mark = new Mark(row.key(), row.key() == mark.at() ? mark.within() : 0);
            instances = new InstanceEntries(row, type, mark.within());
        }
        return instances;
    }

    @Override
    public Mark mark() {
        return mark;
    }

    @Override
    public long extent() {
        return lastKey;
    }

    @Override
    public void close() {}
}
