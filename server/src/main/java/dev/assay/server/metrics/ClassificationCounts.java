package dev.assay.server.metrics;

/**
 * What was odd about the predictions. None of it stops an evaluation; all of it belongs into the report.
 *
 * @param withoutPrediction items for which the model listed no label at all
 * @param bestLabelOutsideSet items whose best-scored label is not in the spec set
 * @param predictionsOutsideSet listed labels that are not in the spec set: retrieved in the pooled curve, never
 *     right, and taking up ranks at @1 and @5 like any other label
 * @param repeatedLabels listings beyond the first of a label within one item; the label keeps its first place in the
 *     model's order and its highest score
 * @param scoresOutsideUnit listed labels, repeats folded, whose score is below 0 or above 1
 */
public record ClassificationCounts(
        long withoutPrediction,
        long bestLabelOutsideSet,
        long predictionsOutsideSet,
        long repeatedLabels,
        long scoresOutsideUnit) {}
