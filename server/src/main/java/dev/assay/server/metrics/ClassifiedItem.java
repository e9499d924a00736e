package dev.assay.server.metrics;

import dev.assay.server.vocabulary.LabelScore;
import java.util.List;
import java.util.Set;

/**
 * One item with its ground truth and what the model said.
 *
 * @param truth the true labels: exactly one on a single-label job, any number (also none) on a multi-label one
 * @param predicted the labels the model listed, in the model's order; may be empty, and may name a label twice
 */
public record ClassifiedItem(Set<String> truth, List<LabelScore> predicted) {
    /** Copies both collections, so that an item never changes. */
    public ClassifiedItem {
        truth = Set.copyOf(truth);
        predicted = List.copyOf(predicted);
    }
}
