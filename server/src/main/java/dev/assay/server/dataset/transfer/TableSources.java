package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.TableUri;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sample tables as sources of imports. */
final class TableSources {
    private final ImportTables tables;
    private final Transactions transactions;

    @Inject
    TableSources(ImportTables tables, Transactions transactions) {
        this.tables = tables;
        this.transactions = transactions;
    }

    /**
     * Checks that a project may read a table.
     *
     * @throws NotFound if there is no such table
     * @throws WrongState if it belongs to another project
     */
    void requireReadable(TableUri table, String project) {
        Optional<String> owner = transactions.read(() -> tables.owner(table));
        if (owner.isEmpty()) {
            throw new NotFound("SAMPLE_TABLE_NOT_FOUND", table.toString(), "sample table " + table + " does not exist");
        }
        if (!owner.get().equals(project)) {
            throw new WrongState("SAMPLE_TABLE_TAKEN", "sample table " + table + " belongs to project " + owner.get());
        }
    }

    /** The entries of a table; see {@link TableEntries}. */
    ImportSource open(TableUri table, DataType type, @Nullable Mark from, long extent) {
        return new TableEntries(tables, table, type, transactions, from, extent);
    }
}
