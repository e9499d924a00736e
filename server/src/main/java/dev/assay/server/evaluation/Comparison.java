package dev.assay.server.evaluation;

import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.vocabulary.ResourceName;
import java.util.List;

/**
 * What is true of one item beside what the model said.
 *
 * @param example the item's name in the run's annotated dataset
 * @param annotationType name of the compatible contract's AnnotationType
 * @param truth what is true: labels in the order of the spec set, or boxes
 * @param predicted what the model said, in its order; each label once with its highest score
 */
public record Comparison(
        ResourceName example, String annotationType, Payload payload, List<Annotation> truth, List<Answer> predicted) {
    private static final int ANNOTATION_BYTES = 200;

    public Comparison {
        truth = List.copyOf(truth);
        predicted = List.copyOf(predicted);
    }

    /** Bytes that it takes to send this, roughly: the payload travels on both sides. */
    public int weight() {
        long weight = 2L * payload.weight() + ANNOTATION_BYTES * (2L + truth.size() + predicted.size());
        for (Annotation annotation : truth) {
            weight += annotation.value().weight();
        }
        for (Answer answer : predicted) {
            weight += answer.value().weight();
        }
        return (int) Math.min(weight, Integer.MAX_VALUE);
    }

    /** One thing that a model said. */
    public record Answer(Annotation.Value value, double score) {}
}
