package dev.assay.server.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.assay.server.dataset.annotated.AnnotatedDataset;
import dev.assay.server.dataset.annotated.AnnotatedDatasets;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Polygon;
import dev.assay.server.dataset.annotated.Annotation.Vertex;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.dataset.annotated.Example;
import dev.assay.server.dataset.annotated.Examples;
import dev.assay.server.evaluation.Comparison.Answer;
import dev.assay.server.evaluation.RowCounts.InvalidItems;
import dev.assay.server.evaluation.rows.InvalidReason;
import dev.assay.server.evaluation.rows.ParsedRow;
import dev.assay.server.evaluation.rows.PredictionRowParser;
import dev.assay.server.metrics.DetectedItem;
import dev.assay.server.metrics.DetectionEvaluator;
import dev.assay.server.metrics.DetectionFigures;
import dev.assay.server.metrics.SpillPlace;
import dev.assay.server.sampling.SampleTableStore.NewRow;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoxEvaluationsTest {
    private static final List<String> LABELS = List.of("cat", "dog");
    private static final String IMAGE = "{\"image\":\"AAAA\"}";
    private static final String HERE = "{'x_min':0.1,'y_min':0.2,'x_max':0.3,'y_max':0.4}";
    private static final String THERE = "{'x_min':0.6,'y_min':0.6,'x_max':0.8,'y_max':0.8}";

    @TempDir
    Path directory;

    private EvaluationBench bench;
    private Evaluations evaluations;

    @BeforeEach
    void open() {
        // A budget that most cases exceed, so that their figures go through the disk.
        bench = new EvaluationBench(directory, 50);
        evaluations = bench.get(Evaluations.class);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void figures_ofGeneratedImages_areThoseOfTheEvaluatorToTheLastBit() {
        int interval = 0;
        for (String line : EvaluationBench.lines("/dev/assay/server/metrics/detection-cases.jsonl")) {
            JsonObject given = JsonParser.parseString(line).getAsJsonObject();
            List<String> labels = given.getAsJsonArray("labels").asList().stream()
                    .map(JsonElement::getAsString)
                    .toList();
            interval++;
            List<NewRow> rows = new ArrayList<>();
            for (JsonElement image : given.getAsJsonArray("images")) {
                rows.add(row("case-" + interval + "-" + rows.size(), labels, image.getAsJsonArray()));
            }
            bench.sample(interval, rows);
            EvaluationPlan plan =
                    bench.boxPlan("r" + interval, bench.dataset("d" + interval, interval), labels, new byte[0]);

            ResourceName name = bench.evaluate(plan, bench.rows(interval));

            EvaluationReport report = evaluations.report(name);
            assertThat(report.figures()).as("case %d", interval).isEqualTo(direct(plan, rows));
            assertThat(evaluations.verify(name)).isEmpty();
            if (given.get("iou_threshold").getAsDouble() == EvaluationBench.IOU_THRESHOLD) {
                JsonObject expected = given.getAsJsonObject("expected");
                assertThat(report.figures().meanAveragePrecision())
                        .isCloseTo(expected.get("mean_average_precision").getAsDouble(), within(1e-9));
            }
        }
        assertThat(interval).isEqualTo(20);
    }

    /** Half of the rows in one form, half in the other. */
    private static NewRow row(String id, List<String> labels, JsonArray image) {
        boolean edges = image.get(0).getAsJsonArray().size() % 2 == 0;
        return new NewRow(
                id,
                EvaluationBench.START,
                "{\"instances\":[" + IMAGE + "]}",
                "{\"predictions\":[" + object(labels, image.get(1).getAsJsonArray(), 2, edges) + "]}",
                object(labels, image.get(0).getAsJsonArray(), 1, edges).toString());
    }

    private static JsonObject object(List<String> labels, JsonArray boxes, int cornersFrom, boolean edges) {
        JsonObject object = new JsonObject();
        for (String key : List.of("labels", "scores", "boxes")) {
            object.add(key, new JsonArray());
        }
        for (JsonElement each : boxes) {
            JsonArray box = each.getAsJsonArray();
            int label = box.get(0).getAsInt();
            object.getAsJsonArray("labels").add(label < labels.size() ? labels.get(label) : "outside");
            object.getAsJsonArray("scores").add(box.get(1));
            object.getAsJsonArray("boxes").add(edges ? edges(box, cornersFrom) : corners(box, cornersFrom));
        }
        if (cornersFrom == 1) {
            object.remove("scores");
        }
        return object;
    }

    private static JsonObject edges(JsonArray box, int from) {
        JsonObject edges = new JsonObject();
        edges.add("x_min", box.get(from));
        edges.add("y_min", box.get(from + 1));
        edges.add("x_max", box.get(from + 2));
        edges.add("y_max", box.get(from + 3));
        return edges;
    }

    private static JsonObject corners(JsonArray box, int from) {
        JsonObject corners = new JsonObject();
        corners.add("top_left", point(box, from));
        corners.add("bottom_right", point(box, from + 2));
        return corners;
    }

    private static JsonObject point(JsonArray box, int from) {
        JsonObject point = new JsonObject();
        point.add("x", box.get(from));
        point.add("y", box.get(from + 1));
        return point;
    }

    private DetectionFigures direct(EvaluationPlan plan, List<NewRow> rows) {
        PredictionRowParser parser = PredictionRowParser.ofBoxes(plan.keys(), plan.labels());
        SpillPlace place = new SpillPlace(directory);
        try (var evaluator = new DetectionEvaluator(plan.labels(), EvaluationBench.IOU_THRESHOLD, place)) {
            for (NewRow row : rows) {
                var parsed = (ParsedRow.ParsedBoxes) parser.parseSingle(row.rawPrediction(), row.groundTruth());
                evaluator.add(new DetectedItem(parsed.truth(), parsed.found()));
            }
            return evaluator.finish();
        }
    }

    @Test
    void evaluations_areOneOfAllAndOnePerLabelWithTruth() {
        sample(found("cat", 0.9, HERE), truth("cat", HERE));
        sample(found("dog", 0.8, THERE), "[]");

        ResourceName name = evaluate();

        Evaluation all = evaluations.get(name);
        assertThat(all.label()).isNull();
        assertThat(all.itemCount()).isEqualTo(2);
        assertThat(all.annotationType()).isEqualTo("IMAGE_BOUNDING_BOX_ANNOTATION");
        assertThat(all.figures()).isInstanceOfSatisfying(BoxFigures.class, figures -> {
            assertThat(figures.meanAveragePrecision()).isEqualTo(1.0);
            assertThat(figures.overall()).isNotNull();
        });
        assertThat(search("annotation_spec.display_name = cat"))
                .singleElement()
                .satisfies(cat -> assertThat(cat.figures()).isInstanceOfSatisfying(BoxFigures.class, figures -> {
                    assertThat(figures.label()).isEqualTo("cat");
                    assertThat(figures.meanAveragePrecision()).isEqualTo(1.0);
                    assertThat(figures.overall()).isNull();
                }));
        assertThat(search("annotation_spec.display_name = dog")).isEmpty();
    }

    @Test
    void verify_findsATamperedBox() {
        sample(found("cat", 0.9, HERE), truth("cat", HERE));
        ResourceName name = evaluate();
        assertThat(evaluations.verify(name)).isEmpty();

        bench.sql().execute("UPDATE snapshot_item SET predicted = replace(predicted, '0.4]', '0.9]')");

        assertThat(evaluations.verify(name)).hasSize(2).contains(name);
    }

    @Test
    void counts_tellWhatCouldNotBeRead_andWarningsWhatIsOdd() {
        sample(found("cat", 0.9, HERE), truth("cat", HERE));
        sample(found("cow", 1.5, HERE), "[]");
        sample(found("cat", 0.9, HERE), null);
        sample(found("cat", 0.9, HERE), truth("cow", HERE));
        sample(found("cat", 0.9, "{'x_min':2,'y_min':0,'x_max':1,'y_max':1}"), "[]");
        sample("{'labels':['cat'],'scores':[1],'boxes':[]}", "[]");
        sample(found("cat", 0.9, "{'x_min':NaN,'y_min':0,'x_max':1,'y_max':1}"), null);
        sample(found("cat", 0.9, "{'x_min':100,'y_min':100,'x_max':300,'y_max':300}"), truth("cat", HERE));

        EvaluationReport report = evaluations.report(evaluate());

        assertThat(report.counts().items()).isEqualTo(8);
        assertThat(report.counts().evaluated()).isEqualTo(2);
        assertThat(report.counts().withoutTruth()).isEqualTo(1);
        assertThat(report.counts().invalid())
                .extracting(InvalidItems::reason, InvalidItems::count)
                .containsExactlyInAnyOrder(
                        tuple(InvalidReason.TRUTH_OUTSIDE_SET, 1L),
                        tuple(InvalidReason.BOX_INVERTED, 1L),
                        tuple(InvalidReason.UNEQUAL_LENGTHS, 1L),
                        tuple(InvalidReason.BOX_OUT_OF_RANGE, 1L),
                        tuple(InvalidReason.BOX_UNITS_DIFFER, 1L));
        assertThat(report.warnings())
                .hasSize(2)
                .anyMatch(warning -> warning.startsWith("found boxes with labels outside"))
                .anyMatch(warning -> warning.startsWith("scores outside"));
    }

    @Test
    void boxesInTwoUnits_areInvalid_whicheverSideIsInPixels() {
        String inPixels = "{'x_min':10,'y_min':10,'x_max':300,'y_max':200}";
        String sticksOut = "{'x_min':0.5,'y_min':-0.1,'x_max':1.4,'y_max':1.0}";
        sample(found("cat", 0.9, inPixels), truth("cat", HERE));
        sample(found("cat", 0.9, HERE), truth("cat", inPixels));
        sample(found("cat", 0.9, sticksOut), truth("cat", HERE));
        sample("{'labels':[],'scores':[],'boxes':[]}", truth("cat", inPixels));
        sample(found("cat", 0.9, inPixels), "[]");

        EvaluationReport report = evaluations.report(evaluate());

        assertThat(report.counts().evaluated()).isEqualTo(3);
        assertThat(report.counts().invalid())
                .extracting(InvalidItems::reason, InvalidItems::count)
                .containsExactly(tuple(InvalidReason.BOX_UNITS_DIFFER, 2L));
        assertThat(report.counts().invalid().get(0).examples())
                .anyMatch(example -> example.contains("seem to be in pixels, found boxes in parts"));
    }

    @Test
    void truth_ofARun_hasBoxesInTheUnitTheyCameIn() {
        sample(found("cat", 0.9, HERE), truth("cat", HERE));
        String inPixels = "{'x_min':0,'y_min':0,'x_max':640,'y_max':1.5}";
        sample(found("dog", 0.9, inPixels), truth("dog", inPixels));
        sample(found("dog", 0.9, HERE), "[]");
        ResourceName name = evaluate();

        AnnotatedDataset annotated = annotated(name);
        List<Example> examples = bench.get(Examples.class)
                .list(annotated.name(), "", PageRequest.of(0, ""))
                .entries();

        assertThat(annotated.annotationType()).isEqualTo(AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION);
        assertThat(annotated.labelStats()).isEqualTo(Map.of("cat", 1L, "dog", 1L));
        assertThat(examples)
                .extracting(Example::annotations)
                .containsExactly(
                        List.of(Annotation.of(area("cat", 0.1, 0.2, 0.3, 0.4, true))),
                        List.of(Annotation.of(area("dog", 0, 0, 640, 1.5, false))),
                        List.of());
        assertThat(evaluations.comparisons(name, PageRequest.of(0, "")).entries())
                .allSatisfy(comparison -> assertThat(bench.get(Examples.class)
                                .get(comparison.example(), "")
                                .annotations())
                        .isEqualTo(comparison.truth()));
    }

    @Test
    void comparisons_haveTheUnitOfTheTruth_elseThatOfWhatWasFound() {
        String beyond = "{'x_min':0.1,'y_min':0.2,'x_max':1.0003,'y_max':0.4}";
        sample(found("cat", 0.9, beyond), truth("cat", HERE));
        sample(found("cat", 0.8, HERE), "[]");
        sample(found("cat", 0.7, "{'x_min':5,'y_min':5,'x_max':9,'y_max':9}"), "[]");

        List<Comparison> comparisons =
                evaluations.comparisons(evaluate(), PageRequest.of(0, "")).entries();

        assertThat(comparisons)
                .extracting(Comparison::predicted)
                .containsExactly(
                        List.of(new Answer(area("cat", 0.1, 0.2, 1.0003, 0.4, true), 0.9)),
                        List.of(new Answer(area("cat", 0.1, 0.2, 0.3, 0.4, true), 0.8)),
                        List.of(new Answer(area("cat", 5, 5, 9, 9, false), 0.7)));
    }

    @Test
    void comparisons_showWrongImagesFirst_byDescendingMistake() {
        sample(found("cat", 0.9, HERE), truth("cat", HERE));
        sample(found("cat", 0.7, THERE), "[]");
        sample(found("cat", 0.4, THERE), "[]");
        sample(found("cat", 0.95, THERE), "[]");
        sample(found("cat", 0.2, HERE), truth("cat", HERE));

        assertThat(evaluations.comparisons(evaluate(), PageRequest.of(0, "")).entries())
                .extracting(comparison -> comparison.predicted().get(0).score())
                .containsExactly(0.95, 0.2, 0.7, 0.9, 0.4);
    }

    private static Polygon area(String label, double xMin, double yMin, double xMax, double yMax, boolean normalized) {
        return new Polygon(label, List.of(new Vertex(xMin, yMin), new Vertex(xMax, yMax)), normalized);
    }

    private void sample(String prediction, @Nullable String truth) {
        bench.sample(1, IMAGE, prediction.replace('\'', '"'), truth == null ? null : truth.replace('\'', '"'));
    }

    private static String found(String label, double score, String box) {
        return "{'labels':['" + label + "'],'scores':[" + score + "],'boxes':[" + box + "]}";
    }

    private static String truth(String label, String box) {
        return "{'labels':['" + label + "'],'boxes':[" + box + "]}";
    }

    private ResourceName evaluate() {
        return bench.evaluate(bench.boxPlan("r1", bench.dataset("d1", 1), LABELS, new byte[0]), bench.rows(1));
    }

    private AnnotatedDataset annotated(ResourceName evaluation) {
        ResourceName dataset = evaluation.ancestor(ResourceKind.DATASET);
        return bench.get(AnnotatedDatasets.class)
                .list(dataset, PageRequest.of(0, ""))
                .entries()
                .get(0)
                .resource();
    }

    private List<Evaluation> search(String filter) {
        return evaluations
                .search(
                        EvaluationBench.job("j1").ancestor(ResourceKind.PROJECT),
                        filter,
                        PageRequest.of(0, ""),
                        names -> Map.of())
                .entries();
    }
}
