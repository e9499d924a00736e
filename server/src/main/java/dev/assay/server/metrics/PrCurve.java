package dev.assay.server.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A precision-recall curve of one label, or of all labels pooled.
 *
 * @param label the label whose pairs these are; null on the aggregate, which pools every label's pairs
 * @param positives true pairs of item and label, whether the model listed them or not
 * @param averagePrecision Σ (R<sub>k</sub> − R<sub>k−1</sub>) · P<sub>k</sub> over the distinct scores, descending, in
 *     [0, 1], without interpolation (the step-wise sum also known from scikit-learn's {@code
 *     average_precision_score}); 0 if there are no positives. It is also the area under this curve
 * @param entries the curve at each threshold of {@link Thresholds}, ascending
 */
public record PrCurve(@Nullable String label, long positives, double averagePrecision, List<CurveEntry> entries) {
    /** Copies the entries. */
    public PrCurve {
        entries = List.copyOf(entries);
    }
}
