/**
 * What a run's rows say about the model: the snapshot that is kept of them, and the evaluations that come of it.
 *
 * <p>Start at {@link dev.assay.server.evaluation.Evaluations}: a run prepares (writes the snapshot, computes from it) and
 * publishes; search, comparisons and reports read only what was published, so that it can be computed again to the last bit.
 * How rows are read is in {@link dev.assay.server.evaluation.rows}; what labels and boxes do not have in common is in the two
 * {@code ItemKind}s.
 *
 * <p>It may use metrics, dataset and vocabulary. It must not know how rows were sampled or stored, nor any wire type.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.evaluation;
