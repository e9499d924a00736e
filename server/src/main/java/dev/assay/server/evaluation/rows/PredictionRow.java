package dev.assay.server.evaluation.rows;

import org.jspecify.annotations.Nullable;

/**
 * The JSON texts of one row of a sample table. A row of ours holds one instance; a row that others wrote may hold a
 * whole request with several.
 *
 * @param rawData null is invalid; {@code {"instances": [ … ]}}
 * @param rawPrediction null is invalid; {@code {"predictions": [ … ]}}, as many as there are instances
 * @param groundtruth like the prediction but without scores; for a single instance also the bare inner object; null if
 *     nobody has said yet
 */
public record PredictionRow(
        @Nullable String rawData,
        @Nullable String rawPrediction,
        @Nullable String groundtruth) {}
