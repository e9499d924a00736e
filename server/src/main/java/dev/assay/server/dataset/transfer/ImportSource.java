package dev.assay.server.dataset.transfer;

import org.jspecify.annotations.Nullable;

/** What an import reads, entry by entry. */
interface ImportSource extends AutoCloseable {
    /** The next entry; null at the end. */
    @Nullable
    Entry next();

    /** Where to go on after the entry that was answered last. */
    Mark mark();

    /** What tells that the source is still the same when the reading goes on. */
    long extent();

    @Override
    void close();
}
