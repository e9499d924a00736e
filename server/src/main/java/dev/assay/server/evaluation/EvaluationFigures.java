package dev.assay.server.evaluation;

import dev.assay.server.metrics.Accuracy;
import dev.assay.server.metrics.ClassificationCounts;
import dev.assay.server.metrics.ClassificationFigures;
import dev.assay.server.metrics.ConfusionMatrix;
import dev.assay.server.metrics.PrCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one evaluation, in full precision.
 *
 * @param meanAveragePrecision on a label's own evaluation the average precision of its curve
 * @param overall what only the aggregate has; null on a label's own evaluation
 */
public record EvaluationFigures(
        PrCurve curve,
        double meanAveragePrecision,
        @Nullable Overall overall) {

    /** Figures of the whole that belong to no single label. */
    public record Overall(
            boolean noPositives,
            @Nullable ConfusionMatrix confusionMatrix,
            @Nullable Accuracy accuracy,
            ClassificationCounts counts) {}

    /** One for each evaluation: the aggregate, then the labels with positives in the order of the spec set. */
    static List<EvaluationFigures> split(ClassificationFigures all) {
        List<EvaluationFigures> figures = new ArrayList<>();
        figures.add(new EvaluationFigures(
                all.aggregate(),
                all.meanAveragePrecision(),
                new Overall(all.noPositives(), all.confusionMatrix(), all.accuracy(), all.counts())));
        for (PrCurve curve : all.labelCurves()) {
            figures.add(new EvaluationFigures(curve, curve.averagePrecision(), null));
        }
        return figures;
    }

    /** The reverse of {@link #split}. */
    static ClassificationFigures join(long evaluatedItems, List<EvaluationFigures> figures) {
        EvaluationFigures aggregate = figures.get(0);
        Overall overall = Objects.requireNonNull(aggregate.overall(), "the first is the aggregate");
        return new ClassificationFigures(
                evaluatedItems,
                overall.noPositives(),
                aggregate.curve(),
                aggregate.meanAveragePrecision(),
                figures.stream().skip(1).map(EvaluationFigures::curve).toList(),
                overall.confusionMatrix(),
                overall.accuracy(),
                overall.counts());
    }
}
