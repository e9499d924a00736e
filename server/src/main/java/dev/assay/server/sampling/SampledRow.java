package dev.assay.server.sampling;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of a sample table, in an interval.
 *
 * @param key the row's place in its table; rises with insertion
 * @param predictionId given by the client, or made by the server ({@code auto-…}, {@code ext-…} for rows of others)
 * @param rawPrediction JSON text {@code {"predictions":[…]}}
 * @param groundTruth JSON text, or null while there is none
 * @param samplingProbability with which it was drawn; null for rows that others wrote
 */
public record SampledRow(
        long key,
        String predictionId,
        Instant time,
        String rawPrediction,
        @Nullable String groundTruth,
        @Nullable Double samplingProbability) {}
