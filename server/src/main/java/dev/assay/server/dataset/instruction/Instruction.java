package dev.assay.server.dataset.instruction;

import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;

/**
 * A document that tells labelers how to decide.
 *
 * @param dataType the kind of data that it explains
 * @param documentUri where the document was read from
 * @param documentSize bytes of the document; 0 before it is kept
 * @param createTime when it was asked for
 * @param updateTime when its document was kept; it never changes afterwards
 */
public record Instruction(
        ResourceName name,
        String displayName,
        String description,
        DataType dataType,
        ObjectUri documentUri,
        long documentSize,
        Instant createTime,
        Instant updateTime) {
    private static final long MAX_BYTES_PER_CHAR = 3;

    /** The instruction once its document is kept. */
    Instruction kept(long size, Instant now) {
        return new Instruction(name, displayName, description, dataType, documentUri, size, createTime, now);
    }

    /** About how many bytes it takes to show it, at most. */
    long weight() {
        return MAX_BYTES_PER_CHAR
                * ((long) displayName.length()
                        + description.length()
                        + documentUri.toString().length());
    }
}
