package dev.assay.server.dataset;

import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A named collection of data items.
 *
 * @param inputConfig what the items came from: a message of the door, kept and echoed as it is; empty if none
 * @param source the sealed rows that its items are read from; null for a dataset that holds its own
 */
public record Dataset(
        ResourceName name,
        String displayName,
        String description,
        Instant createTime,
        byte[] inputConfig,
        long itemCount,
        @Nullable Source source) {

    /** Rows of one interval of one sample table, and how their instances are read. */
    public record Source(String tableDataset, String tableName, long interval, PayloadKeys keys) {}

    /**
     * Which fields of an instance hold its payload.
     *
     * @param type what the payload is
     * @param dataKey field of inline data; empty if instances have none
     * @param referenceKey field of a reference to the data; empty if instances have none
     */
    public record PayloadKeys(DataType type, String dataKey, String referenceKey) {}

    /** What the items of a dataset are. */
    public enum DataType {
        IMAGE,
        TEXT,
        VIDEO,
        GENERAL_DATA
    }
}
