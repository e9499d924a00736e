package dev.assay.server.labeling;

import dev.assay.server.labeling.LabelingDraft.Details;
import dev.assay.server.labeling.LabelingDraft.People;
import dev.assay.server.vocabulary.EmailAddress;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Rule;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Violations;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Checks how people are to be asked, whoever has them asked. */
public final class AskingChecks {
    private static final int MAX_CONTRIBUTORS = 100;
    private static final long MAX_QUESTION_SECONDS = LabelingPlan.MAX_QUESTION_DURATION.toSeconds();

    private static final List<Rule<People>> PEOPLE_RULES = List.of(
            Rule.of(
                    "instruction",
                    people -> ResourceName.tryParse(ResourceKind.INSTRUCTION, people.instruction()) != null,
                    people -> malformed(ResourceKind.INSTRUCTION, people.instruction())),
            Rule.length("annotated_dataset_display_name", People::displayName, 1, 64),
            Rule.length("annotated_dataset_description", People::description, 0, 10_000),
            Rule.length("label_group", People::labelGroup, 0, 64),
            Rule.length("language_code", People::languageCode, 0, 35),
            Rule.of(
                    "question_duration",
                    people -> people.questionSeconds() == 0
                            || people.questionSeconds() >= 1 && people.questionSeconds() <= MAX_QUESTION_SECONDS,
                    people -> "must be 1 to " + MAX_QUESTION_SECONDS + " s, or 0 for the longest, got "
                            + people.questionSeconds() + " s"),
            Rule.of(
                    "contributor_emails",
                    people -> people.contributors().size() <= MAX_CONTRIBUTORS,
                    people -> "must be at most " + MAX_CONTRIBUTORS + ", got "
                            + people.contributors().size()),
            Rule.of(
                    "user_email_address",
                    people -> people.userEmail().isEmpty() || EmailAddress.isWellFormed(people.userEmail()),
                    people -> noAddress(people.userEmail())));

    private static final List<Rule<Details>> DETAILS_RULES = List.of(
            Rule.length("instruction_message", Details::hint, 0, 1_000),
            Rule.of(
                    "extraction_frame_rate",
                    details -> details.frameRate() == null || details.frameRate() > 0 && details.frameRate() <= 1_000,
                    details -> "must be above 0 and at most 1000, got " + details.frameRate()),
            Rule.of(
                    "answer_aggregation_type",
                    details -> details.aggregation() != null,
                    details -> "must be one of the values of StringAggregationType"));

    private AskingChecks() {}

    /**
     * Notes what is wrong with who is asked and how often.
     *
     * @param path where that stands in the request
     * @param replicaCounts how many people may be asked about an item; 0 stands for one of them and is always taken
     */
    public static void check(String path, People people, Set<Integer> replicaCounts, Violations violations) {
        Rule.check(path, people, PEOPLE_RULES, violations);
        violations.require(
                people.replicaCount() == 0 || replicaCounts.contains(people.replicaCount()),
                path + ".replica_count",
                "must be one of " + new TreeSet<>(replicaCounts) + ", or 0 for one, got " + people.replicaCount());
        List<String> contributors = people.contributors();
        for (int i = 0; i < Math.min(contributors.size(), MAX_CONTRIBUTORS); i++) {
            violations.require(
                    EmailAddress.isWellFormed(contributors.get(i)),
                    path + ".contributor_emails[" + i + "]",
                    noAddress(contributors.get(i)));
        }
    }

    /**
     * Notes what is wrong with the question, its label sets aside.
     *
     * @param path where it stands in the request
     */
    public static void check(String path, Details details, Violations violations) {
        Rule.check(path, details, DETAILS_RULES, violations);
    }

    static String malformed(ResourceKind kind, String text) {
        return "must have the form " + kind.pattern() + ", got " + Shown.value(text);
    }

    private static String noAddress(String text) {
        return "must be an e-mail address, got " + Shown.value(text);
    }
}
