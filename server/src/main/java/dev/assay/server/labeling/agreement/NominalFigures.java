package dev.assay.server.labeling.agreement;

import java.util.OptionalDouble;

/**
 * Percent agreement, Fleiss' kappa and Krippendorff's alpha of one set of categories. Every category is given once, as
 * counts by number of answers per item; the formulas are those named at {@link Agreement}.
 */
final class NominalFigures {
    private final int[] sizes;
    private final long[] items;
    private final long[] alikePairs;
    private double sumOfSquaredShares;
    private int usedCategories;
    private double sumOfSquaredCounts;
    private int sharedCategories;

    /**
     * Starts with no category.
     *
     * @param sizes numbers of answers per item that occur, ascending
     * @param items by place in {@code sizes}, how many items have that many answers
     */
    NominalFigures(int[] sizes, long[] items) {
        this.sizes = sizes;
        this.items = items;
        this.alikePairs = new long[sizes.length];
    }

    /**
     * Takes one category.
     *
     * @param chosen by place in {@code sizes}, answers that chose it
     * @param pairs likewise, ordered pairs of answers to one item that both chose it
     */
    void add(long[] chosen, long[] pairs) {
        double share = 0.0;
        long all = 0;
        long shared = 0;
        for (int place = 0; place < sizes.length; place++) {
            alikePairs[place] += pairs[place];
            share += (double) chosen[place] / sizes[place];
            all += chosen[place];
            shared += sizes[place] > 1 ? chosen[place] : 0;
        }
        double meanShare = share / itemsWith(1);
        sumOfSquaredShares += meanShare * meanShare;
        usedCategories += all > 0 ? 1 : 0;
        sumOfSquaredCounts += (double) shared * shared;
        sharedCategories += shared > 0 ? 1 : 0;
    }

    /** The figures, with the given kappa of pairs of people beside them. */
    Agreement figures(OptionalDouble cohenKappa) {
        long sharedItems = itemsWith(2);
        if (sharedItems == 0) {
            return Agreement.UNKNOWN;
        }
        double observed = 0.0;
        double coincidences = 0.0;
        double answers = 0.0;
        for (int place = 0; place < sizes.length; place++) {
            int size = sizes[place];
            if (size > 1) {
                observed += (double) alikePairs[place] / ((double) size * (size - 1));
                coincidences += (double) alikePairs[place] / (size - 1);
                answers += (double) items[place] * size;
            }
        }
        observed /= sharedItems;
        double chance = sumOfSquaredShares;
        OptionalDouble fleiss =
                usedCategories < 2 ? OptionalDouble.empty() : OptionalDouble.of((observed - chance) / (1.0 - chance));
        OptionalDouble alpha = sharedCategories < 2
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        1.0 - (answers - 1.0) * (answers - coincidences) / (answers * answers - sumOfSquaredCounts));
        return new Agreement(OptionalDouble.of(observed), cohenKappa, fleiss, alpha);
    }

    private long itemsWith(int leastAnswers) {
        long count = 0;
        for (int place = 0; place < sizes.length; place++) {
            count += sizes[place] >= leastAnswers ? items[place] : 0;
        }
        return count;
    }
}
