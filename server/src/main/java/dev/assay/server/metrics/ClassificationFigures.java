package dev.assay.server.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything computed about a classification model from one stream of items, at full double precision; never NaN.
 *
 * @param evaluatedItems how many items went in
 * @param noPositives true if no item had a true label: the averages are then 0 by convention and say nothing
 * @param aggregate the curve of all labels' pairs pooled (micro average)
 * @param meanAveragePrecision mean of the labels' average precisions, over labels with at least one positive (macro
 *     average), in [0, 1]; 0 if there are none
 * @param labelCurves one curve per label with at least one positive, in the spec set's order
 * @param confusionMatrix null on a multi-label job
 * @param accuracy null on a multi-label job
 * @param counts what was odd about the predictions
 */
public record ClassificationFigures(
        long evaluatedItems,
        boolean noPositives,
        PrCurve aggregate,
        double meanAveragePrecision,
        List<PrCurve> labelCurves,
        @Nullable ConfusionMatrix confusionMatrix,
        @Nullable Accuracy accuracy,
        ClassificationCounts counts)
        implements Figures {
    /** Copies the curves. */
    public ClassificationFigures {
        labelCurves = List.copyOf(labelCurves);
    }
}
