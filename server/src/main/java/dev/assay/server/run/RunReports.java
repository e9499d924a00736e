package dev.assay.server.run;

import dev.assay.server.evaluation.EvaluationReport;
import dev.assay.server.evaluation.Evaluations;
import dev.assay.server.sampling.IntervalRecord;
import dev.assay.server.sampling.Sampling;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;

/** Joins what an evaluation knows with how its rows were drawn. */
public final class RunReports {
    private final Evaluations evaluations;
    private final RunService runs;
    private final Sampling sampling;

    @Inject
    RunReports(Evaluations evaluations, RunService runs, Sampling sampling) {
        this.evaluations = evaluations;
        this.runs = runs;
        this.sampling = sampling;
    }

    /**
     * The report that an evaluation, aggregate or of one label, belongs to.
     *
     * @throws NotFound if there is no such evaluation
     */
    public RunReport report(ResourceName evaluation) {
        EvaluationReport report = evaluations.report(evaluation);
        Run run = runs.get(report.run());
        long interval = run.interval();
        IntervalRecord record = sampling.interval(interval)
                .orElseThrow(() -> new IllegalStateException("interval " + interval + " of a run is not there"));
        return new RunReport(report, record, run.labeling());
    }
}
