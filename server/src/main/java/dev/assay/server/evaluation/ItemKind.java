package dev.assay.server.evaluation;

import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.evaluation.Comparison.Answer;
import dev.assay.server.evaluation.rows.ImportKeys;
import dev.assay.server.evaluation.rows.ParsedRow;
import dev.assay.server.evaluation.rows.PredictionRowParser;
import dev.assay.server.metrics.Figures;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What labels of whole items and boxes in images do not have in common, from the texts of rows to comparisons. */
interface ItemKind {
    /** Reads the rows. */
    PredictionRowParser parser(ImportKeys keys);

    /** What a snapshot keeps of an item; null if it is not to be evaluated. */
    @Nullable
    Judged judge(ParsedRow row);

    /** Begins to compute figures. */
    Computation begin();

    /** What is true of a kept item. */
    List<Annotation> truth(SnapshotItem item);

    /** What the model said of a kept item, in its order. */
    List<Answer> answers(SnapshotItem item);

    /**
     * An item that is evaluated.
     *
     * @param truth as in {@link SnapshotItem}, like {@code predicted} and {@code mistake}
     * @param annotations what is true of it, once more
     */
    record Judged(String truth, String predicted, double mistake, List<Annotation> annotations) {
        public Judged {
            annotations = List.copyOf(annotations);
        }
    }

    /** Takes kept items in the order of their ordinals, and gives their figures once. */
    interface Computation extends AutoCloseable {
        void add(SnapshotItem item);

        Figures finish();

        @Override
        void close();
    }
}
