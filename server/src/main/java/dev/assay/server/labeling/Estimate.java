package dev.assay.server.labeling;

import java.util.Map;

/**
 * How good the people of a task seem to be, judged by nobody but each other.
 *
 * @param accuracies by person: how probable it is that an answer of theirs is right; where items may have several labels,
 *     the mean over labels
 * @param differing items that people agreed on, and whose most probable label is another
 */
public record Estimate(Map<Person, Double> accuracies, long differing) {
    public Estimate {
        accuracies = Map.copyOf(accuracies);
    }
}
