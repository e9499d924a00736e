package dev.assay.server.dataset;

import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named collection of data items.
 *
 * @param inputConfigs what the items came from, oldest first: messages of the door, kept and echoed as they are
 * @param source the sealed rows that its items are read from; null for a dataset that holds them itself
 */
public record Dataset(
        ResourceName name,
        String displayName,
        String description,
        Instant createTime,
        List<byte[]> inputConfigs,
        long itemCount,
        @Nullable Source source) {
    /** What a list says of each beside its texts: names, times, numbers. */
    private static final long ENVELOPE = 300;

    private static final long MAX_BYTES_PER_CHAR = 3;
    private static final long BYTES_PER_CONFIG = 8;

    public Dataset {
        inputConfigs = List.copyOf(inputConfigs);
    }

    /** About how many bytes it takes to show it, at most. */
    long weight() {
        return ENVELOPE + MAX_BYTES_PER_CHAR * ((long) displayName.length() + description.length()) + inputBytes();
    }

    /** About how many bytes it takes to show what its items came from. */
    public long inputBytes() {
        return inputConfigs.stream()
                .mapToLong(config -> config.length + BYTES_PER_CONFIG)
                .sum();
    }

    /** The same dataset with other input configs. */
    public Dataset withInputs(List<byte[]> configs) {
        return new Dataset(name, displayName, description, createTime, configs, itemCount, source);
    }

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
