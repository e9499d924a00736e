package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.AnnotationType;

/** Which consensus there is for which kind of annotation. */
final class Judges {
    private Judges() {}

    /**
     * The consensus of a task.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Judge of(LabelingPlan plan) {
        return switch (plan.aggregation()) {
            case NO_AGGREGATION -> new KeepAll();
            case MAJORITY_VOTE -> votes(plan, false);
            case UNANIMOUS_VOTE -> votes(plan, true);
            case IN_TURN -> throw new UnsupportedOperationException();
        };
    }

    private static Judge votes(LabelingPlan plan, boolean unanimous) {
        AnnotationType type = plan.annotationType();
        if (type != AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION
                && type != AnnotationType.TEXT_CLASSIFICATION_ANNOTATION) {
            throw new IllegalArgumentException("there is no vote on " + type);
        }
        return new LabelVotes(unanimous);
    }
}
