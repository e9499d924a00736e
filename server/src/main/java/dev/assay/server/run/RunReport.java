package dev.assay.server.run;

import dev.assay.server.evaluation.EvaluationReport;
import dev.assay.server.sampling.IntervalRecord;

/**
 * What is known of one revision of a run.
 *
 * @param evaluation figures, and what became of the rows
 * @param interval how the rows were drawn
 */
public record RunReport(EvaluationReport evaluation, IntervalRecord interval) {}
