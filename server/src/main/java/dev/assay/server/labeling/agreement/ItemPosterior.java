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
        of(answers, item, quality.shares(), quality.confusions(), into, likelihood);
    }

    /**
     * Computes the probabilities of one item.
     *
     * @param into by label; what was there is overwritten
     * @param likelihood is multiplied by the probability of the item's answers
     */
    static void of(
            GroupedAnswers answers,
            int item,
            double[] shares,
            double[] confusions,
            double[] into,
            LogProduct likelihood) {
        int labels = into.length;
        System.arraycopy(shares, 0, into, 0, labels);
        int factors = 0;
        for (int answer = answers.starts[item]; answer < answers.starts[item + 1]; answer++) {
            if (factors++ == FACTORS) {
                likelihood.times(divide(into, largest(into)));
                factors = 1;
            }
            int cell = LabelerQuality.index(labels, answers.people[answer], answers.labels[answer], 0);
            for (int truth = 0; truth < labels; truth++) {
                into[truth] *= confusions[cell + truth];
            }
        }
        likelihood.times(divide(into, sum(into)));
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

    private static double sum(double[] values) {
        double sum = 0.0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
