package dev.assay.server.metrics;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds one curve from its pairs in descending order of score, in constant memory. Equal scores are one point of the
 * curve, so the order among them does not matter.
 */
final class CurveAccumulator {
    private final @Nullable String label;
    private final long positives;
    /** Pairs seen so far, by rank class. */
    private final long[] retrieved = new long[RankClass.COUNT];

    private final long[] truePositives = new long[RankClass.COUNT];
    /** What was seen above each threshold passed so far, by threshold from the highest down. */
    private final List<CurveEntry> descendingEntries = new ArrayList<>(Thresholds.COUNT);

    private double openScore = Double.POSITIVE_INFINITY;
    private long allRetrieved;
    private long allTruePositives;
    private long truePositivesAtLastPoint;
    private double averagePrecision;

    CurveAccumulator(@Nullable String label, long positives) {
        this.label = label;
        this.positives = positives;
    }

    void accept(double score, boolean hit, RankClass rank) {
        if (score < openScore) {
            closePoint();
            passThresholdsAbove(score);
            openScore = score;
        }
        retrieved[rank.index()]++;
        allRetrieved++;
        if (hit) {
            truePositives[rank.index()]++;
            allTruePositives++;
        }
    }

    PrCurve finish() {
        closePoint();
        passThresholdsAbove(Double.NEGATIVE_INFINITY);
        List<CurveEntry> entries = new ArrayList<>(Thresholds.COUNT);
        for (int i = descendingEntries.size() - 1; i >= 0; i--) {
            entries.add(descendingEntries.get(i));
        }
        return new PrCurve(label, positives, averagePrecision, entries);
    }

    /** Adds the step of the tie group that ends here; a group without a hit does not move recall and adds nothing. */
    private void closePoint() {
        if (allTruePositives > truePositivesAtLastPoint) {
            double recallBefore = (double) truePositivesAtLastPoint / positives;
            double recall = (double) allTruePositives / positives;
            double precision = (double) allTruePositives / allRetrieved;
            averagePrecision += (recall - recallBefore) * precision;
            truePositivesAtLastPoint = allTruePositives;
        }
    }

    private void passThresholdsAbove(double score) {
        while (descendingEntries.size() < Thresholds.COUNT) {
            double threshold = Thresholds.at(Thresholds.COUNT - 1 - descendingEntries.size());
            if (score >= threshold) {
                return;
            }
            descendingEntries.add(new CurveEntry(
                    threshold,
                    tallyDownTo(RankClass.REST),
                    tallyDownTo(RankClass.BEST),
                    tallyDownTo(RankClass.TOP_FIVE)));
        }
    }

    private Tally tallyDownTo(RankClass lowest) {
        long sumRetrieved = 0;
        long sumTruePositives = 0;
        for (int i = 0; i <= lowest.index(); i++) {
            sumRetrieved += retrieved[i];
            sumTruePositives += truePositives[i];
        }
        return new Tally(sumRetrieved, sumTruePositives, positives);
    }
}
