package dev.assay.server.metrics;

import java.util.List;

/**
 * One image with what is in it and what the model found. The order of both lists decides where scores, or overlaps, are
 * equal.
 *
 * @param truth may be empty: there is nothing to be found
 * @param found in the model's order; may be empty
 */
public record DetectedItem(List<TrueBox> truth, List<FoundBox> found) {
    /** Copies both lists, so that an item never changes. */
    public DetectedItem {
        truth = List.copyOf(truth);
        found = List.copyOf(found);
    }
}
