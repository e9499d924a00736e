package dev.assay.server.job.draft;

import dev.assay.server.labeling.Aggregation;
import dev.assay.server.labeling.AskingChecks;
import dev.assay.server.labeling.LabelingDraft.Details;
import dev.assay.server.labeling.LabelingDraft.People;
import dev.assay.server.vocabulary.Violations;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether people are asked for missing ground truth, and how. */
final class PeopleChecks {
    private static final String PATH = JobChecks.CONFIG + ".human_annotation_config";

    /** Where it is not known what people are asked about, any count of them may be right. */
    private static final Set<Integer> ANY_COUNT = Set.of(1, 2, 3, 4, 5);

    private PeopleChecks() {}

    /** Notes what is wrong with asking, or with not asking. */
    static void check(JobDraft draft, @Nullable Problem problem, Violations violations) {
        People people = draft.config().people();
        boolean never = problem != null && !problem.asksPeople();
        violations.require(
                !(never && draft.labelMissingGroundTruth()),
                "job.label_missing_ground_truth",
                "must be false for general classification, which people are never asked about");
        if (never || !draft.labelMissingGroundTruth()) {
            violations.require(
                    people == null,
                    PATH,
                    never
                            ? "must not be set for general classification"
                            : "must not be set without label_missing_ground_truth");
        } else if (violations.require(people != null, PATH, "required with label_missing_ground_truth")
                && people != null) {
            AskingChecks.check(PATH, people, problem == null ? ANY_COUNT : problem.replicaCounts(), violations);
            requireOneTruth(draft.config().annotationRequest(), people, violations);
        }
    }

    /** Answers that nothing makes one of are a truth only where there is one answer. */
    private static void requireOneTruth(@Nullable Details request, People people, Violations violations) {
        violations.require(
                request == null || request.aggregation() != Aggregation.NO_AGGREGATION || people.replicaCount() <= 1,
                JobChecks.CONFIG + "." + (request == null ? "" : request.field()) + ".answer_aggregation_type",
                "must not be NO_AGGREGATION where more than one person is asked: their answers would be no ground truth");
    }
}
