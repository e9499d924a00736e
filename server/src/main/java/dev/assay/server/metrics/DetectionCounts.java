package dev.assay.server.metrics;

/**
 * What was odd about the images and the boxes found. None of it stops an evaluation; all of it belongs into the report.
 *
 * @param withoutTrueBox images with nothing in them: whatever is found there is wrong
 * @param withoutPrediction images in which the model found nothing
 * @param boxesOutsideSet found boxes whose label is not in the spec set: retrieved in the pooled curve, never right
 * @param boxesLeftOut found boxes beyond the {@link BoxMatching#MOST_PER_LABEL} best of their label and image
 * @param scoresOutsideUnit considered boxes whose score is below 0 or above 1
 */
public record DetectionCounts(
        long withoutTrueBox, long withoutPrediction, long boxesOutsideSet, long boxesLeftOut, long scoresOutsideUnit) {}
