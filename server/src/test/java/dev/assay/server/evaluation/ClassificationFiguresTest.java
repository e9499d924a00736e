package dev.assay.server.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.assay.server.evaluation.rows.ImportKeys;
import dev.assay.server.evaluation.rows.ParsedRow;
import dev.assay.server.evaluation.rows.PredictionRow;
import dev.assay.server.evaluation.rows.PredictionRowParser;
import dev.assay.server.metrics.Accuracy;
import dev.assay.server.metrics.ClassificationCounts;
import dev.assay.server.metrics.ClassificationEvaluator;
import dev.assay.server.metrics.ClassificationFigures;
import dev.assay.server.metrics.ClassifiedItem;
import dev.assay.server.metrics.ConfusionMatrix;
import dev.assay.server.metrics.CurveEntry;
import dev.assay.server.metrics.PrCurve;
import dev.assay.server.metrics.SpillPlace;
import dev.assay.server.metrics.Tally;
import dev.assay.server.metrics.Thresholds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From the texts of rows to figures, against figures from scikit-learn; see {@code src/test/python}. */
class ClassificationFiguresTest {
    private static final double TOLERANCE = 1e-9;

    @TempDir
    Path directory;

    static List<Case> cases() {
        return lines("/dev/assay/server/metrics/classification-cases.jsonl")
                .map(line -> new Case(JsonParser.parseString(line).getAsJsonObject()))
                .toList();
    }

    @Test
    void cases_coverBothKinds() {
        assertThat(cases()).hasSize(200);
        assertThat(cases().stream().filter(c -> c.json.get("multi_label").getAsBoolean()))
                .hasSize(100);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void figures_generatedCase(Case given) {
        JsonObject json = given.json;
        List<String> labels = strings(json.get("labels"));
        Map<String, String> keys = new HashMap<>();
        json.getAsJsonObject("keys")
                .entrySet()
                .forEach(e -> keys.put(e.getKey(), e.getValue().getAsString()));
        List<PredictionRow> rows = new ArrayList<>();
        for (JsonElement row : json.getAsJsonArray("rows")) {
            List<String> texts = strings(row);
            rows.add(new PredictionRow(texts.get(0), texts.get(1), texts.get(2)));
        }

        // A budget of a few pairs makes every case but the smallest go through the disk.
        ClassificationFigures figures =
                evaluate(ImportKeys.of(keys), labels, json.get("multi_label").getAsBoolean(), rows, 7);

        JsonObject expected = json.getAsJsonObject("expected");
        assertThat(figures.evaluatedItems()).isEqualTo(expected.get("items").getAsLong());
        assertThat(figures.meanAveragePrecision()).isCloseTo(expected.get("map").getAsDouble(), within(TOLERANCE));
        assertCurve(figures.aggregate(), expected.getAsJsonObject("aggregate"));
        assertLabelCurves(figures, expected.getAsJsonObject("labels"), labels);
        assertSingleLabelFigures(figures, expected);
        long[] counts = longs(expected.get("counts"));
        assertThat(figures.counts())
                .isEqualTo(new ClassificationCounts(counts[0], counts[1], counts[2], counts[3], counts[4]));
    }

    @Test
    void figures_digits() {
        List<PredictionRow> rows = lines("/dev/assay/server/demo/digits/predictions.jsonl")
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .map(json -> new PredictionRow(
                        "{\"instances\":[" + json.get("instance") + "]}",
                        "{\"predictions\":[" + json.get("prediction") + "]}",
                        json.get("groundtruth").toString()))
                .toList();
        List<String> labels = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        ImportKeys keys = new ImportKeys("labels", "scores", "image", null);

        ClassificationFigures figures = evaluate(keys, labels, false, rows, 1_000);

        JsonObject expected = JsonParser.parseString(
                        lines("/dev/assay/server/demo/digits/expected.json").reduce("", String::concat))
                .getAsJsonObject();
        assertThat(figures.evaluatedItems()).isEqualTo(expected.get("items").getAsLong());
        assertThat(figures.meanAveragePrecision())
                .isCloseTo(expected.get("mean_average_precision").getAsDouble(), within(TOLERANCE));
        assertThat(figures.aggregate().averagePrecision())
                .isCloseTo(expected.get("area_under_curve").getAsDouble(), within(TOLERANCE));
        assertThat(Objects.requireNonNull(figures.accuracy()).value())
                .isCloseTo(expected.get("accuracy_top1").getAsDouble(), within(TOLERANCE));
        assertMatrix(figures, expected.getAsJsonArray("confusion_matrix_rows_are_truth"));
        JsonObject byLabel = expected.getAsJsonObject("average_precision_by_label");
        assertThat(figures.labelCurves()).extracting(PrCurve::label).containsExactlyElementsOf(labels);
        for (PrCurve curve : figures.labelCurves()) {
            assertThat(curve.averagePrecision())
                    .as("AP of %s", curve.label())
                    .isCloseTo(byLabel.get(curve.label()).getAsDouble(), within(TOLERANCE));
        }
        JsonArray entries = expected.getAsJsonArray("confidence_metrics");
        assertThat(figures.aggregate().entries()).hasSize(24).hasSameSizeAs(entries);
        for (int i = 0; i < entries.size(); i++) {
            JsonObject entry = entries.get(i).getAsJsonObject();
            CurveEntry actual = figures.aggregate().entries().get(i);
            assertThat(actual.threshold()).isEqualTo(entry.get("threshold").getAsDouble());
            assertRatios(actual.all(), entry.getAsJsonObject("all"));
            assertRatios(actual.at1(), entry.getAsJsonObject("at1"));
            assertRatios(actual.at5(), entry.getAsJsonObject("at5"));
        }
    }

    private ClassificationFigures evaluate(
            ImportKeys keys, List<String> labels, boolean multiLabel, List<PredictionRow> rows, int pairsInMemory) {
        PredictionRowParser parser = new PredictionRowParser(keys, labels, multiLabel);
        SpillPlace place = new SpillPlace(directory, pairsInMemory);
        try (ClassificationEvaluator evaluator = new ClassificationEvaluator(labels, multiLabel, place)) {
            for (PredictionRow row : rows) {
                List<ParsedRow> parsed = parser.parse(row);
                assertThat(parsed).singleElement().isInstanceOf(ParsedRow.Parsed.class);
                ParsedRow.Parsed usable = (ParsedRow.Parsed) parsed.get(0);
                evaluator.add(new ClassifiedItem(usable.truth(), usable.predicted()));
            }
            return evaluator.finish();
        }
    }

    private static void assertCurve(PrCurve curve, JsonObject expected) {
        assertThat(curve.label()).isNull();
        assertThat(curve.positives()).isEqualTo(expected.get("positives").getAsLong());
        assertThat(curve.averagePrecision()).isCloseTo(expected.get("ap").getAsDouble(), within(TOLERANCE));
        JsonArray entries = expected.getAsJsonArray("entries");
        List<Tally> tallies = tallies(curve);
        assertThat(tallies).hasSameSizeAs(entries);
        for (int i = 0; i < tallies.size(); i++) {
            JsonArray entry = entries.get(i).getAsJsonArray();
            Tally tally = tallies.get(i);
            assertThat(tally.retrieved()).isEqualTo(entry.get(0).getAsLong());
            assertThat(tally.truePositives()).isEqualTo(entry.get(1).getAsLong());
            assertThat(tally.precision()).isCloseTo(entry.get(2).getAsDouble(), within(TOLERANCE));
            assertThat(tally.recall()).isCloseTo(entry.get(3).getAsDouble(), within(TOLERANCE));
            assertThat(tally.f1()).isCloseTo(entry.get(4).getAsDouble(), within(TOLERANCE));
        }
    }

    private static void assertLabelCurves(ClassificationFigures figures, JsonObject expected, List<String> labels) {
        assertThat(figures.noPositives()).isEqualTo(expected.isEmpty());
        assertThat(figures.labelCurves())
                .extracting(PrCurve::label)
                .containsExactlyElementsOf(labels.stream().filter(expected::has).toList());
        for (PrCurve curve : figures.labelCurves()) {
            JsonObject own = expected.getAsJsonObject(curve.label());
            assertThat(curve.positives()).isEqualTo(own.get("positives").getAsLong());
            assertThat(curve.averagePrecision()).isCloseTo(own.get("ap").getAsDouble(), within(TOLERANCE));
            List<Tally> tallies = tallies(curve);
            JsonArray counts = own.getAsJsonArray("counts");
            assertThat(tallies).hasSameSizeAs(counts);
            for (int i = 0; i < tallies.size(); i++) {
                long[] pair = longs(counts.get(i));
                assertThat(tallies.get(i)).isEqualTo(new Tally(pair[0], pair[1], curve.positives()));
            }
        }
    }

    private static void assertSingleLabelFigures(ClassificationFigures figures, JsonObject expected) {
        if (!expected.has("confusion")) {
            assertThat(figures.confusionMatrix()).isNull();
            assertThat(figures.accuracy()).isNull();
            return;
        }
        assertMatrix(figures, expected.getAsJsonArray("confusion"));
        assertThat(figures.accuracy())
                .isEqualTo(new Accuracy(expected.get("correct").getAsLong(), figures.evaluatedItems()));
        assertThat(Objects.requireNonNull(figures.accuracy()).value())
                .isCloseTo(expected.get("accuracy").getAsDouble(), within(TOLERANCE));
    }

    private static void assertMatrix(ClassificationFigures figures, JsonArray expected) {
        ConfusionMatrix matrix = Objects.requireNonNull(figures.confusionMatrix());
        assertThat(matrix.labels()).hasSameSizeAs(expected);
        for (int truth = 0; truth < expected.size(); truth++) {
            assertThat(matrix.row(truth)).isEqualTo(longs(expected.get(truth)));
            assertThat(matrix.itemCount(truth, truth)).isEqualTo(matrix.row(truth)[truth]);
        }
    }

    private static void assertRatios(Tally tally, JsonObject expected) {
        assertThat(tally.precision()).isCloseTo(expected.get("precision").getAsDouble(), within(TOLERANCE));
        assertThat(tally.recall()).isCloseTo(expected.get("recall").getAsDouble(), within(TOLERANCE));
        assertThat(tally.f1()).isCloseTo(expected.get("f1").getAsDouble(), within(TOLERANCE));
    }

    private static List<Tally> tallies(PrCurve curve) {
        assertThat(curve.entries()).hasSize(Thresholds.COUNT);
        return curve.entries().stream()
                .flatMap(entry -> Stream.of(entry.all(), entry.at1(), entry.at5()))
                .toList();
    }

    private static List<String> strings(JsonElement array) {
        return array.getAsJsonArray().asList().stream()
                .map(JsonElement::getAsString)
                .toList();
    }

    private static long[] longs(JsonElement array) {
        return array.getAsJsonArray().asList().stream()
                .mapToLong(JsonElement::getAsLong)
                .toArray();
    }

    private static Stream<String> lines(String resource) {
        InputStream stream = Objects.requireNonNull(ClassificationFiguresTest.class.getResourceAsStream(resource));
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One line of the file, shown by its number. */
    record Case(JsonObject json) {
        @Override
        public String toString() {
            return "case " + json.get("case");
        }
    }
}
