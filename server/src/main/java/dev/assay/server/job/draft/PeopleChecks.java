package dev.assay.server.job.draft;

import dev.assay.server.job.draft.JobDraft.People;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Rule;
import dev.assay.server.vocabulary.Violations;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether people are asked for missing ground truth, and how. */
final class PeopleChecks {
    private static final String PATH = JobChecks.CONFIG + ".human_annotation_config";
    private static final int MAX_QUESTION_SECONDS = 3_600;

    private static final List<Rule<People>> RULES = List.of(
            Rule.of(
                    "instruction",
                    people -> ResourceName.tryParse(ResourceKind.INSTRUCTION, people.instruction()) != null,
                    people -> JobChecks.malformed(ResourceKind.INSTRUCTION, people.instruction())),
            Rule.length("annotated_dataset_display_name", People::displayName, 1, 64),
            Rule.length("annotated_dataset_description", People::description, 0, 10_000),
            Rule.of(
                    "question_duration",
                    people -> people.questionSeconds() == 0
                            || people.questionSeconds() >= 1 && people.questionSeconds() <= MAX_QUESTION_SECONDS,
                    people -> "must be 1 to " + MAX_QUESTION_SECONDS + " s, or 0 for the longest, got "
                            + people.questionSeconds() + " s"));

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
            Rule.check(PATH, people, RULES, violations);
            violations.require(
                    problem == null
                            || people.replicaCount() == 0
                            || problem.replicaCounts().contains(people.replicaCount()),
                    PATH + ".replica_count",
                    "must be one of " + (problem == null ? List.of() : new TreeSet<>(problem.replicaCounts()))
                            + ", got " + people.replicaCount());
        }
    }
}
