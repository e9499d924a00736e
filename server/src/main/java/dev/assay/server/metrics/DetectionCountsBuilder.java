package dev.assay.server.metrics;

/** Counts what is odd about each image. */
final class DetectionCountsBuilder {
    /** Boxes in parts of an image's size may stick out of it a little; in pixels they are beyond this. */
    private static final double WELL_BEYOND_UNIT = 2.0;

    private long withoutTrueBox;
    private long withoutPrediction;
    private long boxesOutsideSet;
    private long boxesLeftOut;
    private long scoresOutsideUnit;
    private long unitsDiffer;

    /** Counts one image. */
    void count(DetectedItem item, int leftOut) {
        boxesLeftOut += leftOut;
        if (item.truth().isEmpty()) {
            withoutTrueBox++;
        }
        if (item.found().isEmpty()) {
            withoutPrediction++;
        }
        if (!item.truth().isEmpty() && !item.found().isEmpty() && unitsDiffer(item)) {
            unitsDiffer++;
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
        return new DetectionCounts(
                withoutTrueBox, withoutPrediction, boxesOutsideSet, boxesLeftOut, scoresOutsideUnit, unitsDiffer);
    }

    private static boolean unitsDiffer(DetectedItem item) {
        boolean truthInParts = item.truth().stream().allMatch(box -> box.box().isWithinUnit());
        boolean foundInParts = item.found().stream().allMatch(box -> box.box().isWithinUnit());
        boolean truthInPixels = item.truth().stream().anyMatch(box -> isWellBeyondUnit(box.box()));
        boolean foundInPixels = item.found().stream().anyMatch(box -> isWellBeyondUnit(box.box()));
        return (truthInParts && foundInPixels) || (foundInParts && truthInPixels);
    }

    private static boolean isWellBeyondUnit(BoundingBox box) {
        return box.xMax() > WELL_BEYOND_UNIT || box.yMax() > WELL_BEYOND_UNIT;
    }
}
