package dev.assay.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The figures of pycocotools 2.0.11 ({@code COCOeval}, boxes) for 409 generated images in 20 cases of 1 to 5 labels.
 *
 * <p>A line of {@code detection-cases.jsonl} is one case: {@code images} are pairs of true boxes {@code [label, x_min,
 * y_min, x_max, y_max]} and found boxes {@code [label, score, x_min, …]}, labels by index; an index beyond the labels is
 * one outside the set. Some cases have coordinates on a grid of 1/32 of the image, so that overlaps are exactly equal and
 * exactly on a threshold; some have five different scores only; some have boxes without area, boxes twice, labels without
 * truth, and more than 100 boxes of a label in an image. Where scores repeat, boxes are listed by label, as COCO orders
 * them.
 *
 * <p>How {@code expected} came about: one area range that holds every box, maxDets 100, the threshold given as the only
 * one.
 *
 * <ul>
 *   <li>{@code average_precision}: by label, the mean over the 101 recalls of the accumulated precision; null without truth
 *   <li>{@code mean_average_precision}: the mean of those that are not null
 *   <li>{@code area_under_curve}: each pair of image and label made an image of its own of one single label; then as above
 *   <li>{@code all}: at the 23 thresholds, how many boxes matched; first how many there were. The first row is the sum over
 *       all labels, those outside the set included; then one row per label
 *   <li>{@code at1}, {@code at5}: the same, after all but the image's 1 or 5 best-scored boxes were taken away
 * </ul>
 */
class DetectionReferenceTest {
    private static final double TOLERANCE = 1e-9;

    @TempDir
    Path directory;

    @Test
    void figures_ofGeneratedImages_areThoseOfCoco() throws IOException {
        int images = 0;
        for (String line : lines()) {
            JsonObject given = JsonParser.parseString(line).getAsJsonObject();
            List<String> labels = texts(given.getAsJsonArray("labels"));
            double threshold = given.get("iou_threshold").getAsDouble();
            JsonObject expected = given.getAsJsonObject("expected");

            DetectionFigures figures = evaluate(labels, threshold, given.getAsJsonArray("images"));

            images += given.getAsJsonArray("images").size();
            assertThat(figures.meanAveragePrecision())
                    .isCloseTo(expected.get("mean_average_precision").getAsDouble(), within(TOLERANCE));
            assertThat(figures.aggregate().averagePrecision())
                    .isCloseTo(expected.get("area_under_curve").getAsDouble(), within(TOLERANCE));
            assertLabels(figures, labels, expected);
            assertCounts(figures.aggregate(), expected, 0);
        }
        assertThat(images).isEqualTo(409);
    }

    private static void assertLabels(DetectionFigures figures, List<String> labels, JsonObject expected) {
        JsonArray precisions = expected.getAsJsonArray("average_precision");
        List<String> known = new ArrayList<>();
        for (int label = 0; label < labels.size(); label++) {
            if (!precisions.get(label).isJsonNull()) {
                DetectionCurve curve = figures.labelCurves().get(known.size());
                known.add(labels.get(label));
                assertThat(curve.averagePrecision())
                        .isCloseTo(precisions.get(label).getAsDouble(), within(TOLERANCE));
                assertThat(curve.positives())
                        .isEqualTo(
                                expected.getAsJsonArray("positives").get(label).getAsLong());
                assertCounts(curve, expected, label + 1);
            }
        }
        assertThat(figures.labelCurves()).extracting(DetectionCurve::label).isEqualTo(known);
    }

    private static void assertCounts(DetectionCurve curve, JsonObject expected, int row) {
        assertThat(counts(curve, IouEntry::all)).isEqualTo(numbers(expected, "all", row));
        assertThat(counts(curve, IouEntry::at1)).isEqualTo(numbers(expected, "at1", row));
        assertThat(counts(curve, IouEntry::at5)).isEqualTo(numbers(expected, "at5", row));
        List<IouEntry> entries = curve.iouEntries();
        for (int i = 0; i < entries.size(); i++) {
            int percent = i < 19 ? 5 * (i + 1) : 95 + i - 18;
            assertThat(entries.get(i).iouThreshold()).isEqualTo(percent / 100.0);
        }
    }

    /** How many boxes there are, then how many are right at each threshold. */
    private static List<Long> counts(DetectionCurve curve, Function<IouEntry, Tally> part) {
        List<Long> counts = new ArrayList<>();
        counts.add(part.apply(curve.iouEntries().get(0)).retrieved());
        for (IouEntry entry : curve.iouEntries()) {
            counts.add(part.apply(entry).truePositives());
        }
        return counts;
    }

    private DetectionFigures evaluate(List<String> labels, double threshold, JsonArray images) {
        try (var evaluator = new DetectionEvaluator(labels, threshold, new SpillPlace(directory, 50))) {
            for (JsonElement image : images) {
                evaluator.add(item(labels, image.getAsJsonArray()));
            }
            return evaluator.finish();
        }
    }

    private static DetectedItem item(List<String> labels, JsonArray image) {
        List<TrueBox> truth = new ArrayList<>();
        for (JsonElement each : image.get(0).getAsJsonArray()) {
            JsonArray box = each.getAsJsonArray();
            truth.add(new TrueBox(label(labels, box), box(box, 1)));
        }
        List<FoundBox> found = new ArrayList<>();
        for (JsonElement each : image.get(1).getAsJsonArray()) {
            JsonArray box = each.getAsJsonArray();
            found.add(new FoundBox(label(labels, box), box.get(1).getAsDouble(), box(box, 2)));
        }
        return new DetectedItem(truth, found);
    }

    private static String label(List<String> labels, JsonArray box) {
        int index = box.get(0).getAsInt();
        return index < labels.size() ? labels.get(index) : "outside";
    }

    private static BoundingBox box(JsonArray numbers, int from) {
        return new BoundingBox(
                numbers.get(from).getAsDouble(),
                numbers.get(from + 1).getAsDouble(),
                numbers.get(from + 2).getAsDouble(),
                numbers.get(from + 3).getAsDouble());
    }

    private static List<String> texts(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsString).toList();
    }

    private static List<Long> numbers(JsonObject expected, String part, int row) {
        return expected.getAsJsonArray(part).get(row).getAsJsonArray().asList().stream()
                .map(JsonElement::getAsLong)
                .toList();
    }

    private static List<String> lines() throws IOException {
        InputStream stream = Objects.requireNonNull(
                DetectionReferenceTest.class.getResourceAsStream("/dev/assay/server/metrics/detection-cases.jsonl"));
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
