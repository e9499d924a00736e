package dev.assay.server.evaluation;

import dev.assay.server.metrics.DetectionCounts;
import dev.assay.server.metrics.DetectionCurve;
import dev.assay.server.metrics.DetectionFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one evaluation of boxes.
 *
 * @param overall what only the aggregate has; null on a label's own evaluation
 */
public record BoxFigures(
        DetectionCurve curve,
        double meanAveragePrecision,
        @Nullable Overall overall) implements EvaluationFigures {

    /** Figures of the whole that belong to no single label. */
    public record Overall(boolean noPositives, double iouThreshold, DetectionCounts counts) {}

    @Override
    public @Nullable String label() {
        return curve.label();
    }

    static List<EvaluationFigures> split(DetectionFigures all) {
        List<EvaluationFigures> figures = new ArrayList<>();
        figures.add(new BoxFigures(
                all.aggregate(),
                all.meanAveragePrecision(),
                new Overall(all.noPositives(), all.iouThreshold(), all.counts())));
        for (DetectionCurve curve : all.labelCurves()) {
            figures.add(new BoxFigures(curve, curve.averagePrecision(), null));
        }
        return figures;
    }

    static DetectionFigures join(long evaluatedItems, List<BoxFigures> figures) {
        BoxFigures aggregate = figures.get(0);
        Overall overall = Objects.requireNonNull(aggregate.overall(), "the first is the aggregate");
        return new DetectionFigures(
                evaluatedItems,
                overall.noPositives(),
                overall.iouThreshold(),
                aggregate.curve(),
                aggregate.meanAveragePrecision(),
                figures.stream().skip(1).map(BoxFigures::curve).toList(),
                overall.counts());
    }
}
