package dev.assay.server.evaluation;

import dev.assay.server.evaluation.rows.InvalidReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the items of a run: evaluated, without truth and invalid ones are all of them.
 *
 * @param items all items of the run's dataset
 * @param evaluated items with truth and a parsable prediction
 * @param withoutTruth items that nobody has given the truth of
 * @param invalid items that cannot be evaluated, by reason, most frequent first
 * @param foreignItems items from rows that others wrote; they count above, too
 * @param minProbability the smallest probability with which a row was drawn; null if none was drawn
 * @param maxProbability the largest one
 */
public record RowCounts(
        long items,
        long evaluated,
        long withoutTruth,
        List<InvalidItems> invalid,
        long foreignItems,
        @Nullable Double minProbability,
        @Nullable Double maxProbability) {
    /** How many examples of a reason are kept. */
    public static final int MAX_EXAMPLES = 5;

    /**
     * Checks that the parts are the whole.
     *
     * @throws IllegalArgumentException if they are not
     */
    public RowCounts {
        invalid = List.copyOf(invalid);
        long sum = evaluated
                + withoutTruth
                + invalid.stream().mapToLong(InvalidItems::count).sum();
        if (sum != items) {
            throw new IllegalArgumentException("the parts give " + sum + " items, not " + items);
        }
    }

    /**
     * Items that were left out for one reason.
     *
     * @param examples up to {@link #MAX_EXAMPLES} of the first: item id, prediction id and what was wrong
     */
    public record InvalidItems(InvalidReason reason, long count, List<String> examples) {
        public InvalidItems {
            examples = List.copyOf(examples);
        }
    }
}
