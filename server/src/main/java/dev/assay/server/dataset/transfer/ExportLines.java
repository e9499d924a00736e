package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.annotated.Example;
import org.jspecify.annotations.Nullable;

/** How examples are written, each in lines of its own. */
interface ExportLines {
    /** The lines of an example, each ended; null if it cannot be told without its content, and that is gone. */
    @Nullable
    String of(Example example);
}
