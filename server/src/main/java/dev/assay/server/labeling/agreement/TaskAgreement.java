package dev.assay.server.labeling.agreement;

import java.util.List;

/**
 * How far the people of one task agree.
 *
 * @param items with an answer or more
 * @param sharedItems with two answers or more
 * @param answers to all items
 * @param overall where an item has one label: of the labels. Where it may have several: each figure's mean over {@code
 *     labels}, leaving out those where it is undefined
 * @param labels sorted by name
 * @param people sorted by name
 */
public record TaskAgreement(
        long items,
        long sharedItems,
        long answers,
        Agreement overall,
        List<LabelAgreement> labels,
        List<PersonAgreement> people) {
    /** Copies the lists. */
    public TaskAgreement {
        labels = List.copyOf(labels);
        people = List.copyOf(people);
    }
}
