package dev.assay.server.evaluation.rows;

import dev.assay.server.metrics.BoundingBox;
import dev.assay.server.metrics.FoundBox;
import dev.assay.server.metrics.TrueBox;
import java.util.List;

/**
 * Tells in which unit boxes are. Rows do not say, but boxes of an image that are all within [0, 1] are in parts of its size,
 * since none is a pixel large; models let them stick out a little, though never by more than the image again.
 */
final class BoxUnits {
    private static final double WELL_BEYOND_UNIT = 2.0;

    private BoxUnits() {}

    /** What an image says, unless what is true of it is in another unit than what was found: that cannot be evaluated. */
    static ParsedRow require(List<TrueBox> truth, List<FoundBox> found) {
        List<BoundingBox> trueBoxes = truth.stream().map(TrueBox::box).toList();
        List<BoundingBox> foundBoxes = found.stream().map(FoundBox::box).toList();
        if (areParts(trueBoxes) && arePixels(foundBoxes)) {
            return differ("parts of the image's size", "pixels");
        } else if (arePixels(trueBoxes) && areParts(foundBoxes)) {
            return differ("pixels", "parts of the image's size");
        }
        return new ParsedRow.ParsedBoxes(truth, found);
    }

    private static ParsedRow differ(String ofTruth, String ofPrediction) {
        return new ParsedRow.Invalid(
                InvalidReason.BOX_UNITS_DIFFER,
                "groundtruth: expected boxes in the unit of the predicted ones, which seem to be in " + ofPrediction
                        + ", found boxes in " + ofTruth);
    }

    private static boolean areParts(List<BoundingBox> boxes) {
        return !boxes.isEmpty() && boxes.stream().allMatch(BoundingBox::isWithinUnit);
    }

    private static boolean arePixels(List<BoundingBox> boxes) {
        return boxes.stream().anyMatch(box -> box.xMax() > WELL_BEYOND_UNIT || box.yMax() > WELL_BEYOND_UNIT);
    }
}
