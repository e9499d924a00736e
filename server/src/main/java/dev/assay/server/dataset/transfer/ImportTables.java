package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.InstanceRow;
import dev.assay.server.vocabulary.TableUri;
import java.util.List;
import java.util.Optional;

/** Sample tables as imports read them. Every method joins the caller's transaction. */
public interface ImportTables {
    /** The project that a table belongs to; empty if there is no table of this name. */
    Optional<String> owner(TableUri table);

    /** The key of the last row of a table; −1 if it has none. */
    long lastKey(TableUri table);

    /**
     * Rows of a table with keys from one to another, both included, in key order: at most {@code limit}, and at most
     * {@code maxChars} of text, but at least one if there is any. Their predictions are not read.
     */
    List<InstanceRow> rows(TableUri table, long fromKey, long toKey, int limit, long maxChars);
}
