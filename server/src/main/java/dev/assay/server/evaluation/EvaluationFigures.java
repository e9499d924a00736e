package dev.assay.server.evaluation;

import dev.assay.server.metrics.ClassificationFigures;
import dev.assay.server.metrics.DetectionFigures;
import dev.assay.server.metrics.Figures;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The figures of one evaluation, in full precision. */
public sealed interface EvaluationFigures permits LabelFigures, BoxFigures {
    /** The label that they speak of; null on the aggregate. */
    @Nullable
    String label();

    /** On a label's own evaluation the average precision of its curve. */
    double meanAveragePrecision();

    /** One for each evaluation: the aggregate, then the labels with positives in the order of the spec set. */
    static List<EvaluationFigures> split(Figures all) {
        if (all instanceof DetectionFigures boxes) {
            return BoxFigures.split(boxes);
        }
        return LabelFigures.split((ClassificationFigures) all);
    }

    /** The reverse of {@link #split}. */
    static Figures join(long evaluatedItems, List<EvaluationFigures> figures) {
        return figures.get(0) instanceof BoxFigures
                ? BoxFigures.join(
                        evaluatedItems,
                        figures.stream().map(BoxFigures.class::cast).toList())
                : LabelFigures.join(
                        evaluatedItems,
                        figures.stream().map(LabelFigures.class::cast).toList());
    }
}
