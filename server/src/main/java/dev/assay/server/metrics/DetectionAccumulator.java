package dev.assay.server.metrics;

import org.jspecify.annotations.Nullable;

/** Builds one curve of detections from its boxes in descending order of score, in constant memory. */
final class DetectionAccumulator {
    private final InterpolatedPrecision precision;
    private final CurveAccumulator scores;
    private final @Nullable String label;
    private final long positives;

    DetectionAccumulator(@Nullable String label, long positives) {
        this.precision = new InterpolatedPrecision(positives);
        this.scores = new CurveAccumulator(label, positives);
        this.label = label;
        this.positives = positives;
    }

    void accept(double score, boolean hit, RankClass rank) {
        precision.accept(hit);
        scores.accept(score, hit, rank);
    }

    DetectionCurve finish(IouTally overlaps) {
        return new DetectionCurve(
                label,
                positives,
                precision.average(),
                overlaps.entries(positives),
                scores.finish().entries());
    }
}
