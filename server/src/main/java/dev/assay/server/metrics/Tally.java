package dev.assay.server.metrics;

/**
 * What was retrieved at one threshold, and how much of it was right.
 *
 * @param retrieved pairs of item and label at or above the threshold
 * @param truePositives those of them that are true
 * @param positives all true pairs, retrieved or not
 */
public record Tally(long retrieved, long truePositives, long positives) {
    /** Returns the share of the retrieved that is right, in [0, 1]; 1 if nothing is retrieved. */
    public double precision() {
        return retrieved == 0 ? 1.0 : (double) truePositives / retrieved;
    }

    /** Returns the share of the positives that is retrieved, in [0, 1]; 0 if there are none. */
    public double recall() {
        return positives == 0 ? 0.0 : (double) truePositives / positives;
    }

    /** Returns the harmonic mean of precision and recall, in [0, 1]; 0 if both are 0. */
    public double f1() {
        double precision = precision();
        double recall = recall();
        double sum = precision + recall;
        return sum == 0.0 ? 0.0 : 2.0 * precision * recall / sum;
    }
}
