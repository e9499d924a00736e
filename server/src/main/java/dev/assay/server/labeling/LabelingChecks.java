package dev.assay.server.labeling;

import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.labeling.LabelingDraft.Details;
import dev.assay.server.labeling.LabelingDraft.People;
import dev.assay.server.vocabulary.EmailAddress;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Rule;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Violations;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks a draft as a whole: everything that can be told from the request alone. */
final class LabelingChecks {
    private static final String PEOPLE = "basic_config";
    private static final int MAX_CONFIG_BYTES = 100_000;
    private static final int MAX_CONTRIBUTORS = 100;
    private static final int MAX_SPEC_SETS = 10;
    private static final long MAX_QUESTION_SECONDS = LabelingPlan.MAX_QUESTION_DURATION.toSeconds();
    private static final Set<Integer> REPLICAS = Set.of(0, 1, 3, 5);
    private static final Set<Integer> REPLICAS_OF_TEXTS = Set.of(0, 1, 2, 3, 4, 5);

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

    private LabelingChecks() {}

    /**
     * Checks a draft.
     *
     * @throws InvalidArgument with every violation there is
     */
    static void check(LabelingDraft draft) {
        Violations violations = new Violations();
        violations.require(
                ResourceName.tryParse(ResourceKind.DATASET, draft.parent()) != null,
                "parent",
                malformed(ResourceKind.DATASET, draft.parent()));
        violations.require(
                draft.annotationType() != null, "feature", "must be one of the features that the call knows");
        checkPeople(draft.people(), draft.dataType(), violations);
        checkDetails(draft.details(), draft.annotationType(), violations);
        violations.require(
                draft.config().length <= MAX_CONFIG_BYTES,
                PEOPLE,
                "must take, with the details of the question, at most " + MAX_CONFIG_BYTES + " bytes, got "
                        + draft.config().length);
        violations.throwIfAny();
    }

    private static void checkPeople(@Nullable People people, DataType type, Violations violations) {
        if (people == null) {
            violations.add(PEOPLE, "required");
            return;
        }
        Rule.check(PEOPLE, people, PEOPLE_RULES, violations);
        Set<Integer> replicas = type == DataType.TEXT ? REPLICAS_OF_TEXTS : REPLICAS;
        violations.require(
                replicas.contains(people.replicaCount()),
                PEOPLE + ".replica_count",
                "must be one of " + new TreeSet<>(replicas) + ", got " + people.replicaCount());
        List<String> contributors = people.contributors();
        for (int i = 0; i < Math.min(contributors.size(), MAX_CONTRIBUTORS); i++) {
            violations.require(
                    EmailAddress.isWellFormed(contributors.get(i)),
                    PEOPLE + ".contributor_emails[" + i + "]",
                    noAddress(contributors.get(i)));
        }
    }

    private static void checkDetails(@Nullable Details details, @Nullable AnnotationType type, Violations violations) {
        String wanted = type == null ? null : field(type);
        if (details == null) {
            violations.add(wanted == null ? "request_config" : wanted, "required");
            return;
        }
        violations.require(
                wanted == null || details.field().equals(wanted),
                details.field(),
                "does not fit the feature, which takes " + wanted);
        Rule.check(details.field(), details, DETAILS_RULES, violations);
        int sets = details.specSets().size();
        if (!violations.require(
                sets >= 1 && sets <= MAX_SPEC_SETS,
                details.pathOfSets(),
                "must be 1 to " + MAX_SPEC_SETS + ", got " + sets)) {
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < sets; i++) {
            String set = details.specSets().get(i);
            if (violations.require(
                    ResourceName.tryParse(ResourceKind.ANNOTATION_SPEC_SET, set) != null,
                    details.pathOfSet(i),
                    malformed(ResourceKind.ANNOTATION_SPEC_SET, set))) {
                violations.require(seen.add(set), details.pathOfSet(i), "repeats an earlier one");
            }
        }
    }

    /** The field that says what exactly is asked. */
    private static String field(AnnotationType type) {
        return switch (type) {
            case IMAGE_CLASSIFICATION_ANNOTATION -> "image_classification_config";
            case IMAGE_BOUNDING_BOX_ANNOTATION,
                    IMAGE_ORIENTED_BOUNDING_BOX_ANNOTATION,
                    IMAGE_BOUNDING_POLY_ANNOTATION -> "bounding_poly_config";
            case IMAGE_POLYLINE_ANNOTATION -> "polyline_config";
            case IMAGE_SEGMENTATION_ANNOTATION -> "segmentation_config";
            case VIDEO_SHOTS_CLASSIFICATION_ANNOTATION -> "video_classification_config";
            case VIDEO_OBJECT_DETECTION_ANNOTATION -> "object_detection_config";
            case VIDEO_OBJECT_TRACKING_ANNOTATION -> "object_tracking_config";
            case VIDEO_EVENT_ANNOTATION -> "event_config";
            case TEXT_CLASSIFICATION_ANNOTATION -> "text_classification_config";
            case TEXT_ENTITY_EXTRACTION_ANNOTATION -> "text_entity_extraction_config";
            case GENERAL_CLASSIFICATION_ANNOTATION ->
                throw new IllegalArgumentException("people are not asked about general data");
        };
    }

    private static String malformed(ResourceKind kind, String text) {
        return "must have the form " + kind.pattern() + ", got " + Shown.value(text);
    }

    private static String noAddress(String text) {
        return "must be an e-mail address, got " + Shown.value(text);
    }
}
