package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.AnnotationType;

/** Who judges answers of which kind. */
final class Judges {
    private Judges() {}

    /**
     * The judge of a task.
     *
     * @throws IllegalArgumentException if its kind of annotation cannot be aggregated as it says
     */
    static Judge of(LabelingPlan plan) {
        AnnotationType type = plan.annotationType();
        if (!plan.aggregation().suits(type)) {
            throw new IllegalArgumentException("there is no " + plan.aggregation() + " on " + type);
        }
        return switch (plan.aggregation()) {
            case NO_AGGREGATION -> new KeepAll();
            case IN_TURN -> new TurnJudge();
            case MAJORITY_VOTE -> byVotes(plan, dev.assay.server.labeling.consensus.Aggregation.MAJORITY_VOTE);
            case UNANIMOUS_VOTE -> byVotes(plan, dev.assay.server.labeling.consensus.Aggregation.UNANIMOUS_VOTE);
        };
    }

    private static Judge byVotes(LabelingPlan plan, dev.assay.server.labeling.consensus.Aggregation votes) {
        return switch (plan.annotationType()) {
            case IMAGE_BOUNDING_BOX_ANNOTATION -> new BoxJudge(votes);
            case TEXT_ENTITY_EXTRACTION_ANNOTATION -> new SpanJudge(votes);
            default -> new LabelJudge(votes, plan.multiLabel(), plan.labels().size());
        };
    }
}
