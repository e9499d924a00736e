package dev.assay.server.labeling;

import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.labeling.LabelingDraft.Details;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Violations;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a draft as a whole: everything that can be told from the request alone. */
final class LabelingChecks {
    private static final String PEOPLE = "basic_config";
    private static final int MAX_CONFIG_BYTES = 100_000;
    private static final int MAX_SPEC_SETS = 10;
    private static final Set<Integer> REPLICAS = Set.of(1, 3, 5);
    private static final Set<Integer> REPLICAS_OF_TEXTS = Set.of(1, 2, 3, 4, 5);

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
                AskingChecks.malformed(ResourceKind.DATASET, draft.parent()));
        violations.require(
                draft.annotationType() != null, "feature", "must be one of the features that the call knows");
        if (violations.require(draft.people() != null, PEOPLE, "required") && draft.people() != null) {
            Set<Integer> replicas = draft.dataType() == DataType.TEXT ? REPLICAS_OF_TEXTS : REPLICAS;
            AskingChecks.check(PEOPLE, draft.people(), replicas, violations);
        }
        checkDetails(draft.details(), draft.annotationType(), violations);
        violations.require(
                draft.config().length <= MAX_CONFIG_BYTES,
                PEOPLE,
                "must take, with the details of the question, at most " + MAX_CONFIG_BYTES + " bytes, got "
                        + draft.config().length);
        violations.throwIfAny();
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
        AskingChecks.check(details.field(), details, violations);
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
                    AskingChecks.malformed(ResourceKind.ANNOTATION_SPEC_SET, set))) {
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
}
