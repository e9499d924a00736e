package dev.assay.server.evaluation;

import dev.assay.server.metrics.Figures;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.List;

/**
 * Everything that a snapshot tells of one revision of one run.
 *
 * @param evaluation the aggregate
 * @param runTime when the run began
 * @param warnings remarks that a reader should know of, for people
 */
public record EvaluationReport(
        ResourceName evaluation,
        ResourceName run,
        int revision,
        Instant runTime,
        Figures figures,
        RowCounts counts,
        List<String> warnings) {
    public EvaluationReport {
        warnings = List.copyOf(warnings);
    }
}
