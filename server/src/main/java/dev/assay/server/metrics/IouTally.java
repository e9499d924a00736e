package dev.assay.server.metrics;

import java.util.ArrayList;
import java.util.List;

/** Counts, for one label or for all, the boxes that are right at each IoU threshold. */
final class IouTally {
    /** Thresholds of IoU are those of scores but for 0, where any two boxes would match. */
    static final int THRESHOLDS = Thresholds.COUNT - 1;

    private final long[] retrieved = new long[RankClass.COUNT];
    private final long[] truePositives = new long[THRESHOLDS * RankClass.COUNT];

    /** Returns one threshold, ascending from index 0. */
    static double threshold(int index) {
        return Thresholds.at(index + 1);
    }

    void retrieve(RankClass rank) {
        retrieved[rank.index()]++;
    }

    void hit(int threshold, RankClass rank) {
        truePositives[threshold * RankClass.COUNT + rank.index()]++;
    }

    List<IouEntry> entries(long positives) {
        List<IouEntry> entries = new ArrayList<>(THRESHOLDS);
        for (int i = 0; i < THRESHOLDS; i++) {
            entries.add(new IouEntry(
                    threshold(i),
                    tallyDownTo(RankClass.REST, i, positives),
                    tallyDownTo(RankClass.BEST, i, positives),
                    tallyDownTo(RankClass.TOP_FIVE, i, positives)));
        }
        return entries;
    }

    private Tally tallyDownTo(RankClass lowest, int threshold, long positives) {
        long sumRetrieved = 0;
        long sumTruePositives = 0;
        for (int rank = 0; rank <= lowest.index(); rank++) {
            sumRetrieved += retrieved[rank];
            sumTruePositives += truePositives[threshold * RankClass.COUNT + rank];
        }
        return new Tally(sumRetrieved, sumTruePositives, positives);
    }
}
