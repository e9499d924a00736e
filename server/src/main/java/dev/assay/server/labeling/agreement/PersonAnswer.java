package dev.assay.server.labeling.agreement;

import java.util.Set;

/**
 * What one person said of one item.
 *
 * @param person whoever answered; compared by equality only
 * @param labels exactly one where an item has one label, else any number; none means "nothing of the set applies"
 */
public record PersonAnswer(String person, Set<String> labels) {
    /** Copies the labels. */
    public PersonAnswer {
        labels = Set.copyOf(labels);
    }
}
