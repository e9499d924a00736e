package dev.assay.server.evaluation;

import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Polygon;
import dev.assay.server.dataset.annotated.Annotation.Vertex;
import dev.assay.server.evaluation.Comparison.Answer;
import dev.assay.server.evaluation.rows.ImportKeys;
import dev.assay.server.evaluation.rows.ParsedRow;
import dev.assay.server.evaluation.rows.PredictionRowParser;
import dev.assay.server.metrics.BoundingBox;
import dev.assay.server.metrics.DetectedItem;
import dev.assay.server.metrics.DetectionEvaluator;
import dev.assay.server.metrics.Figures;
import dev.assay.server.metrics.FoundBox;
import dev.assay.server.metrics.SpillPlace;
import dev.assay.server.metrics.TrueBox;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Images with boxes in them. */
final class BoxItems implements ItemKind {
    private final List<String> labels;
    private final double iouThreshold;
    private final SpillPlace spillPlace;

    BoxItems(List<String> labels, double iouThreshold, SpillPlace spillPlace) {
        this.labels = List.copyOf(labels);
        this.iouThreshold = iouThreshold;
        this.spillPlace = spillPlace;
    }

    @Override
    public PredictionRowParser parser(ImportKeys keys) {
        return PredictionRowParser.ofBoxes(keys, labels);
    }

    @Override
    public @Nullable Judged judge(ParsedRow row) {
        if (!(row instanceof ParsedRow.ParsedBoxes parsed)) {
            return null;
        }
        DetectedItem item = new DetectedItem(parsed.truth(), parsed.found());
        return new Judged(
                BoxJson.writeTruth(item.truth()),
                BoxJson.writeFound(item.found()),
                BoxMistake.of(item, iouThreshold),
                annotations(item));
    }

    @Override
    public Computation begin() {
        return new BoxComputation(new DetectionEvaluator(labels, iouThreshold, spillPlace));
    }

    @Override
    public List<Annotation> truth(SnapshotItem item) {
        return annotations(read(item));
    }

    @Override
    public List<Answer> answers(SnapshotItem item) {
        DetectedItem image = read(item);
        boolean normalized = isNormalized(image);
        return image.found().stream()
                .map(found -> new Answer(area(found.label(), found.box(), normalized), found.score()))
                .toList();
    }

    private static DetectedItem read(SnapshotItem item) {
        return new DetectedItem(BoxJson.readTruth(item.truth()), BoxJson.readFound(item.predicted()));
    }

    private static List<Annotation> annotations(DetectedItem image) {
        boolean normalized = isNormalized(image);
        return image.truth().stream()
                .map(truth -> Annotation.of(area(truth.label(), truth.box(), normalized)))
                .toList();
    }

    private static Polygon area(String label, BoundingBox box, boolean normalized) {
        return new Polygon(
                label, List.of(new Vertex(box.xMin(), box.yMin()), new Vertex(box.xMax(), box.yMax())), normalized);
    }

    /** The truth tells the unit, where there is any: models draw boxes that stick out of an image a little. */
    private static boolean isNormalized(DetectedItem image) {
        Stream<BoundingBox> boxes = image.truth().isEmpty()
                ? image.found().stream().map(FoundBox::box)
                : image.truth().stream().map(TrueBox::box);
        return boxes.allMatch(BoundingBox::isWithinUnit);
    }

    private record BoxComputation(DetectionEvaluator evaluator) implements Computation {
        @Override
        public void add(SnapshotItem item) {
            evaluator.add(read(item));
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
