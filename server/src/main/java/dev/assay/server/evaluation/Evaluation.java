package dev.assay.server.evaluation;

import dev.assay.server.metrics.ConfusionMatrix;
import dev.assay.server.metrics.Thresholds;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How good a model was in one run: over all labels, or for one of them.
 *
 * @param runTime when the run began
 * @param label null on the aggregate
 * @param annotationType name of the compatible contract's AnnotationType
 * @param config the job's evaluation config: a message of the door, kept and echoed as it is
 * @param itemCount items with truth and a parsable prediction
 */
public record Evaluation(
        ResourceName name,
        Instant runTime,
        Instant createTime,
        @Nullable String label,
        String annotationType,
        byte[] config,
        long itemCount,
        EvaluationFigures figures) {
    private static final int ENTRY_BYTES = 60;

    /** Bytes that it takes to send this, roughly: a confusion matrix travels whole, with its labels in each cell. */
    public int weight() {
        int curve = Thresholds.COUNT * ENTRY_BYTES;
        LabelFigures.Overall overall = figures instanceof LabelFigures ofLabels ? ofLabels.overall() : null;
        ConfusionMatrix matrix = overall == null ? null : overall.confusionMatrix();
        if (matrix == null) {
            return curve;
        }
        int labels = matrix.labels().size();
        int row =
                matrix.labels().stream().mapToInt(label -> label.length() + 12).sum();
        return curve + labels * row;
    }
}
