package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.labeling.checks.AnswerChecks;
import java.util.Set;

/** How the answers of several people to one item become one. */
public enum Aggregation {
    /** What most people said. */
    MAJORITY_VOTE,
    /** What everybody said. */
    UNANIMOUS_VOTE,
    /** Every answer is kept as it is. */
    NO_AGGREGATION,
    /** Each person sees what the one before left, and confirms or edits it: boxes only. */
    IN_TURN;

    private static final Set<AnnotationType> VOTED_ON = Set.of(
            AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION,
            AnnotationType.TEXT_CLASSIFICATION_ANNOTATION,
            AnnotationType.TEXT_ENTITY_EXTRACTION_ANNOTATION,
            AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION);

    /** Whether answers of this kind can become one in this way. */
    public boolean suits(AnnotationType type) {
        return switch (this) {
            case NO_AGGREGATION -> AnswerChecks.isAskedFor(type);
            case MAJORITY_VOTE, UNANIMOUS_VOTE -> VOTED_ON.contains(type);
            case IN_TURN -> type == AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION;
        };
    }
}
