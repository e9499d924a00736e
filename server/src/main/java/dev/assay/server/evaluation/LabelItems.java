package dev.assay.server.evaluation;

import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.evaluation.Comparison.Answer;
import dev.assay.server.evaluation.rows.ImportKeys;
import dev.assay.server.evaluation.rows.ParsedRow;
import dev.assay.server.evaluation.rows.PredictionRowParser;
import dev.assay.server.metrics.ClassificationEvaluator;
import dev.assay.server.metrics.ClassifiedItem;
import dev.assay.server.metrics.Figures;
import dev.assay.server.metrics.SpillPlace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Items that have labels as a whole. */
final class LabelItems implements ItemKind {
    private final List<String> labels;
    private final boolean multiLabel;
    private final SpillPlace spillPlace;

    LabelItems(List<String> labels, boolean multiLabel, SpillPlace spillPlace) {
        this.labels = List.copyOf(labels);
        this.multiLabel = multiLabel;
        this.spillPlace = spillPlace;
    }

    @Override
    public PredictionRowParser parser(ImportKeys keys) {
        return new PredictionRowParser(keys, labels, multiLabel);
    }

    @Override
    public @Nullable Judged judge(ParsedRow row) {
        if (!(row instanceof ParsedRow.Parsed parsed)) {
            return null;
        }
        // Sets iterate in another order in every process; a snapshot does not.
        List<String> truth = labels.stream().filter(parsed.truth()::contains).toList();
        return new Judged(
                ItemJson.writeLabels(truth),
                ItemJson.writePredicted(parsed.predicted()),
                Mistake.of(truth, parsed.predicted(), multiLabel),
                annotations(truth));
    }

    @Override
    public Computation begin() {
        return new LabelComputation(new ClassificationEvaluator(labels, multiLabel, spillPlace));
    }

    @Override
    public List<Annotation> truth(SnapshotItem item) {
        return annotations(ItemJson.readLabels(item.truth()));
    }

    @Override
    public List<Answer> answers(SnapshotItem item) {
        List<Answer> answers = new ArrayList<>();
        Mistake.fold(ItemJson.readPredicted(item.predicted()))
                .forEach((label, score) -> answers.add(new Answer(new Classification(label), score)));
        return answers;
    }

    private static List<Annotation> annotations(List<String> truth) {
        return truth.stream()
                .map(label -> Annotation.of(new Classification(label)))
                .toList();
    }

    private record LabelComputation(ClassificationEvaluator evaluator) implements Computation {
        @Override
        public void add(SnapshotItem item) {
            evaluator.add(new ClassifiedItem(
                    new HashSet<>(ItemJson.readLabels(item.truth())), ItemJson.readPredicted(item.predicted())));
        }

        @Override
        public Figures finish() {
            return evaluator.finish();
        }

        @Override
        public void close() {
            evaluator.close();
        }
    }
}
