package dev.assay.server.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well the objects of one label are found, or those of all labels pooled.
 *
 * @param label null on the aggregate, which pools the boxes of every label; each matches boxes of its own label only
 * @param positives true boxes
 * @param averagePrecision at the job's IoU threshold, in [0, 1]: precision made non-increasing from the right, averaged at
 *     the recalls 0, 0.01, …, 1 (as COCO); 0 if there are no positives
 * @param iouEntries how many boxes are right at IoU thresholds from 0.05 to 0.99, ascending
 * @param scoreEntries at the job's IoU threshold, the curve at each score threshold of {@link Thresholds}, ascending
 */
public record DetectionCurve(
        @Nullable String label,
        long positives,
        double averagePrecision,
        List<IouEntry> iouEntries,
        List<CurveEntry> scoreEntries) {
    /** Copies the entries. */
    public DetectionCurve {
        iouEntries = List.copyOf(iouEntries);
        scoreEntries = List.copyOf(scoreEntries);
    }
}
