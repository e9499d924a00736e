package dev.assay.server.metrics;

import java.util.List;

/**
 * Everything computed about a model that finds objects from one stream of images, at full double precision; never NaN.
 *
 * @param evaluatedItems how many images went in
 * @param noPositives true if no image had a true box: the averages are then 0 by convention and say nothing
 * @param iouThreshold from which overlap on a box is right
 * @param aggregate of all labels' boxes pooled
 * @param meanAveragePrecision mean of the labels' average precisions, over labels with at least one true box, in [0, 1]; 0
 *     if there are none
 * @param labelCurves one per label with at least one true box, in the spec set's order
 * @param counts what was odd
 */
public record DetectionFigures(
        long evaluatedItems,
        boolean noPositives,
        double iouThreshold,
        DetectionCurve aggregate,
        double meanAveragePrecision,
        List<DetectionCurve> labelCurves,
        DetectionCounts counts)
        implements Figures {
    /** Copies the curves. */
    public DetectionFigures {
        labelCurves = List.copyOf(labelCurves);
    }
}
