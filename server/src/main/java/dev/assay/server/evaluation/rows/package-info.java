/**
 * What the JSON texts of a sampled row say: of what a model predicted, and of what is true. A row becomes one {@link
 * dev.assay.server.evaluation.rows.ParsedRow} per instance: usable, still without ground truth, or invalid with a reason a
 * person can act on; and what is found to be true of a row is written as it will be read.
 *
 * <p>It must not know what is computed from rows, nor how they were sampled. Start at {@link
 * dev.assay.server.evaluation.rows.PredictionRowParser}, and at {@link dev.assay.server.evaluation.rows.TruthWriter} for the
 * way back.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.evaluation.rows;
