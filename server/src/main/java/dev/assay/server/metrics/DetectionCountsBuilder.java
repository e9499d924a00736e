package dev.assay.server.metrics;

/** Counts what is odd about each image. */
final class DetectionCountsBuilder {
    private long withoutTrueBox;
    private long withoutPrediction;
    private long boxesOutsideSet;
    private long boxesLeftOut;
    private long scoresOutsideUnit;

    /** Counts one image. */
    void count(DetectedItem item, int leftOut) {
        boxesLeftOut += leftOut;
        if (item.truth().isEmpty()) {
            withoutTrueBox++;
        }
        if (item.found().isEmpty()) {
            withoutPrediction++;
        }
    }

    /** Counts one box that is considered. */
    void count(FoundBox found, boolean outsideSet) {
        if (outsideSet) {
            boxesOutsideSet++;
        }
        if (found.score() < 0.0 || found.score() > 1.0) {
            scoresOutsideUnit++;
        }
    }

    DetectionCounts build() {
        return new DetectionCounts(withoutTrueBox, withoutPrediction, boxesOutsideSet, boxesLeftOut, scoresOutsideUnit);
    }
}
