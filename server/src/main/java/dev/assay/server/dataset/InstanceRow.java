package dev.assay.server.dataset;

import org.jspecify.annotations.Nullable;

/**
 * A row of a sample table as datasets read it.
 *
 * @param key the row's place in its table
 * @param foreign whether others wrote it; such a row may hold several instances
 * @param rawData JSON text {@code {"instances":[…]}}; in a row of others anything, also null
 * @param rawPrediction JSON text {@code {"predictions":[…]}}, likewise; null for rows of ours, where nobody needs it
 */
public record InstanceRow(
        long key,
        boolean foreign,
        @Nullable String rawData,
        @Nullable String rawPrediction) {
    /** The length of its texts. */
    public long chars() {
        return (rawData == null ? 0L : rawData.length()) + (rawPrediction == null ? 0L : rawPrediction.length());
    }

    /** How many items the row is: its instances, if there are as many predictions; else one, which is invalid. */
    public int itemCount() {
        if (!foreign) {
            return 1;
        }
        int instances = BodyLength.of(rawData, "instances");
        return instances > 0 && instances == BodyLength.of(rawPrediction, "predictions") ? instances : 1;
    }
}
