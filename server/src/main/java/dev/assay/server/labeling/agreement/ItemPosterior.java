package dev.assay.server.labeling.agreement;

/** An item's probabilities of labels, given its answers and how good people are: (2.5) of the paper. */
final class ItemPosterior {
    /** Estimates are kept above this, so that no item becomes impossible. */
    static final double LEAST_PROBABILITY = 1e-30;

    /** So many factors fit into a double whatever they are. */
    private static final int FACTORS = 8;

    private ItemPosterior() {}

    /** Computes the probabilities of one item under finished estimates. */
    static void of(GroupedAnswers answers, int item, LabelerQuality quality, double[] into, LogProduct likelihood) {
        int from = answers.starts[item];
        int[] rows = new int[answers.starts[item + 1] - from];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = LabelerQuality.row(
                    quality.people(), quality.labels(), answers.people[from + i], answers.labels[from + i]);
        }
        of(rows, 0, rows.length, quality.shares(), quality.confusions(), into, likelihood);
    }

    /**
     * Computes the probabilities of one item.
     *
     * @param rows where the row of {@code confusions} begins that speaks of an answer, by answer
     * @param from the item's first answer
     * @param to the answer after its last
     * @param into by label; what was there is overwritten
     * @param likelihood is multiplied by the probability of the item's answers
     */
    static void of(
            int[] rows, int from, int to, double[] shares, double[] confusions, double[] into, LogProduct likelihood) {
        System.arraycopy(shares, 0, into, 0, into.length);
        for (int answer = from; answer < to; answer += FACTORS) {
            if (answer > from) {
                likelihood.times(divide(into, largest(into)));
            }
            multiply(rows, answer, Math.min(to, answer + FACTORS), confusions, into);
        }
        likelihood.times(divide(into, sum(into)));
    }

    /**
     * Three rows, as many as most items have answers, in one loop: each lies somewhere else, and so the processor waits
     * for all of them at once.
     */
    private static void multiply(int[] rows, int from, int to, double[] confusions, double[] into) {
        int answer = from;
        for (; answer + 2 < to; answer += 3) {
            multiplyByThree(rows[answer], rows[answer + 1], rows[answer + 2], confusions, into);
        }
        for (; answer < to; answer++) {
            int row = rows[answer];
            for (int truth = 0; truth < into.length; truth++) {
                into[truth] *= confusions[row + truth];
            }
        }
    }

    private static void multiplyByThree(int one, int two, int three, double[] confusions, double[] into) {
        for (int truth = 0; truth < into.length; truth++) {
            into[truth] = into[truth] * confusions[one + truth] * confusions[two + truth] * confusions[three + truth];
        }
    }

    private static double divide(double[] values, double by) {
        for (int i = 0; i < values.length; i++) {
            values[i] /= by;
        }
        return by;
    }

    private static double largest(double[] values) {
        double largest = values[0];
        for (double value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    /** Four sums side by side, since each addition of one waits for the addition before. */
    private static double sum(double[] values) {
        double first = 0.0;
        double second = 0.0;
        double third = 0.0;
        double fourth = 0.0;
        int i = 0;
        for (; i + 3 < values.length; i += 4) {
            first += values[i];
            second += values[i + 1];
            third += values[i + 2];
            fourth += values[i + 3];
        }
        for (; i < values.length; i++) {
            first += values[i];
        }
        return first + second + (third + fourth);
    }
}
