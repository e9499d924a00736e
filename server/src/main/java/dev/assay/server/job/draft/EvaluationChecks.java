package dev.assay.server.job.draft;

import dev.assay.server.job.draft.JobDraft.Alert;
import dev.assay.server.vocabulary.EmailAddress;
import dev.assay.server.vocabulary.Rule;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Violations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options of the figures, and the alert on them. */
final class EvaluationChecks {
    private static final String BOX_OPTIONS = JobChecks.CONFIG + ".evaluation_config.bounding_box_evaluation_options";
    private static final String ALERT = JobChecks.CONFIG + ".evaluation_job_alert_config";

    private static final List<Rule<Alert>> ALERT_RULES = List.of(
            Rule.of(
                    "email",
                    alert -> EmailAddress.isWellFormed(alert.email()),
                    alert -> "must be an e-mail address, got " + Shown.value(alert.email())),
            Rule.of(
                    "min_acceptable_mean_average_precision",
                    alert -> alert.minAcceptableMeanAveragePrecision() >= 0
                            && alert.minAcceptableMeanAveragePrecision() <= 1,
                    alert -> "must be in [0, 1], got " + alert.minAcceptableMeanAveragePrecision()));

    private EvaluationChecks() {}

    /** Notes what is wrong with either. */
    static void check(JobDraft.Config config, @Nullable Problem problem, Violations violations) {
        if (problem != null && problem.isDetection()) {
            Double threshold = config.iouThreshold();
            if (threshold == null) {
                violations.add(BOX_OPTIONS, "required for bounding boxes");
            } else {
                violations.require(
                        threshold > 0 && threshold <= 1,
                        BOX_OPTIONS + ".iou_threshold",
                        "must be above 0 and at most 1, got " + threshold.floatValue());
            }
        }
        if (config.alert() != null) {
            Rule.check(ALERT, config.alert(), ALERT_RULES, violations);
        }
    }
}
