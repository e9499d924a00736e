package dev.assay.server.evaluation;

import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.vocabulary.LabelScore;
import dev.assay.server.vocabulary.ResourceName;
import java.util.List;

/**
 * What is true of one item beside what the model said.
 *
 * @param example the item's name in the run's annotated dataset
 * @param annotationType name of the compatible contract's AnnotationType
 * @param truth the true labels, in the order of the spec set
 * @param predicted the labels that the model listed, in its order, each once with its highest score
 */
public record Comparison(
        ResourceName example, String annotationType, Payload payload, List<String> truth, List<LabelScore> predicted) {
    private static final int ANNOTATION_BYTES = 200;

    public Comparison {
        truth = List.copyOf(truth);
        predicted = List.copyOf(predicted);
    }

    /** Bytes that it takes to send this, roughly: the payload travels on both sides. */
    public int weight() {
        return 2 * payload.weight() + ANNOTATION_BYTES * (2 + truth.size() + predicted.size());
    }
}
