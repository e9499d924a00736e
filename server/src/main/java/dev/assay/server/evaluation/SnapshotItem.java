package dev.assay.server.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * One evaluated item as a snapshot keeps it.
 *
 * @param ordinal its place in the order of arithmetic, from 0
 * @param item id of the item in the run's dataset, and of its example
 * @param truth JSON array of the true labels, in the order of the spec set
 * @param predicted JSON array of {@code [label, score]}, as the model listed them
 * @param weight 1 / the probability with which its row was drawn; null for rows that others wrote
 * @param mistake the score by which the model was wrong; negative infinity if it was right
 */
public record SnapshotItem(
        long ordinal,
        String item,
        String truth,
        String predicted,
        @Nullable Double weight,
        double mistake) {}
