/**
 * Sampling: predictions, the rule that selects them, intervals and their sealing, sample tables, ground truth.
 *
 * <p>Knows job and run by their names alone. It owns how a job samples (salt, percentage, cap, table); whether the job
 * samples at all follows from the job's row, which its store reads beside its own. Start at {@link
 * dev.assay.server.sampling.Sampling}, then {@link dev.assay.server.sampling.Ingestion}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.sampling;
