package dev.assay.server.run;

import dev.assay.server.evaluation.EvaluationReport;
import dev.assay.server.sampling.IntervalRecord;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one revision of a run.
 *
 * @param evaluation figures, and what became of the rows
 * @param interval how the rows were drawn
 * @param labeling how people were asked for missing ground truth; null if nobody was
 */
public record RunReport(
        EvaluationReport evaluation,
        IntervalRecord interval,
        @Nullable Labeling labeling) {}
