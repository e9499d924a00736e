package dev.assay.server.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * A sampled row as an evaluation needs it. Instances are not part of it: figures need none, and they may be large.
 *
 * @param key the row's place in its table; items are named after it
 * @param rawPrediction JSON text {@code {"predictions":[…]}}
 * @param groundTruth JSON text, or null while there is none
 * @param samplingProbability with which it was drawn; null for rows that others wrote
 * @param foreign whether others wrote it; such a row may hold several instances
 */
public record SourceRow(
        long key,
        String predictionId,
        String rawPrediction,
        @Nullable String groundTruth,
        @Nullable Double samplingProbability,
        boolean foreign) {}
