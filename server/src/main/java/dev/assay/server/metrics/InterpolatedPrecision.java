package dev.assay.server.metrics;

/**
 * Average precision as COCO has it, from detections in descending order of score, in constant memory: the precision at a
 * recall is the best one at that recall or above, and 101 recalls are averaged.
 *
 * <p>Precision at a recall that is never reached is 0. Each detection is a point of its own, also where scores are equal.
 */
final class InterpolatedPrecision {
    /** How many recalls are averaged: 0, 0.01, …, 1. */
    private static final int RECALLS = 101;

    /** COCO multiplies: its 0.35, 0.57 and some others are a rounding off the doubles nearest to these decimals. */
    private static final double RECALL_STEP = 0.01;

    private final long positives;

    /** The best precision while so many of the recalls were reached. */
    private final double[] best = new double[RECALLS + 1];

    /** A recall of 0 is reached from the beginning. */
    private int reached = 1;

    private long retrieved;
    private long truePositives;

    InterpolatedPrecision(long positives) {
        this.positives = positives;
    }

    void accept(boolean hit) {
        retrieved++;
        if (hit) {
            truePositives++;
            double recall = (double) truePositives / positives;
            while (reached < RECALLS && reached * RECALL_STEP <= recall) {
                reached++;
            }
        }
        best[reached] = Math.max(best[reached], (double) truePositives / retrieved);
    }

    double average() {
        double[] atRecall = new double[RECALLS];
        double bestSoFar = 0.0;
        for (int i = RECALLS - 1; i >= 0; i--) {
            bestSoFar = Math.max(bestSoFar, best[i + 1]);
            atRecall[i] = bestSoFar;
        }
        double sum = 0.0;
        for (double precision : atRecall) {
            sum += precision;
        }
        return sum / RECALLS;
    }
}
