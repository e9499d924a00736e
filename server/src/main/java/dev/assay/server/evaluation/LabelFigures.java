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
 * The figures of one evaluation of labels.
 *
 * @param overall what only the aggregate has; null on a label's own evaluation
 */
public record LabelFigures(
        PrCurve curve,
        double meanAveragePrecision,
        @Nullable Overall overall) implements EvaluationFigures {

    /** Figures of the whole that belong to no single label. */
    public record Overall(
            boolean noPositives,
            @Nullable ConfusionMatrix confusionMatrix,
            @Nullable Accuracy accuracy,
            ClassificationCounts counts) {}

    @Override
    public @Nullable String label() {
        return curve.label();
    }

    static List<EvaluationFigures> split(ClassificationFigures all) {
        List<EvaluationFigures> figures = new ArrayList<>();
        figures.add(new LabelFigures(
                all.aggregate(),
                all.meanAveragePrecision(),
                new Overall(all.noPositives(), all.confusionMatrix(), all.accuracy(), all.counts())));
        for (PrCurve curve : all.labelCurves()) {
            figures.add(new LabelFigures(curve, curve.averagePrecision(), null));
        }
        return figures;
    }

    static ClassificationFigures join(long evaluatedItems, List<LabelFigures> figures) {
        LabelFigures aggregate = figures.get(0);
        Overall overall = Objects.requireNonNull(aggregate.overall(), "the first is the aggregate");
        return new ClassificationFigures(
                evaluatedItems,
                overall.noPositives(),
                aggregate.curve(),
                aggregate.meanAveragePrecision(),
                figures.stream().skip(1).map(LabelFigures::curve).toList(),
                overall.confusionMatrix(),
                overall.accuracy(),
                overall.counts());
    }
}
