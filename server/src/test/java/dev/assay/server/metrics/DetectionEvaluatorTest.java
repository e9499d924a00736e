package dev.assay.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionEvaluatorTest {
    private static final List<String> LABELS = List.of("a", "b", "c");
    private static final double CLOSE = 1e-12;

    @TempDir
    Path directory;

    // --- by hand --------------------------------------------------------------------------------------------------

    @Test
    void finish_halfFoundThenAFalseOne_isPrecisionAtTheRecallsReached() {
        // Two true boxes; the first two found are right and false: recall 0.5 at precision 1, then nothing.
        DetectionFigures figures = evaluate(
                0.5, item(List.of(truth("a", 0), truth("a", 20)), List.of(found("a", 0.9, 0), found("a", 0.8, 100))));

        // The recalls 0, 0.01, …, 0.50 are 51 of 101.
        assertThat(figures.meanAveragePrecision()).isCloseTo(51.0 / 101, within(CLOSE));
        assertThat(figures.aggregate().averagePrecision()).isCloseTo(51.0 / 101, within(CLOSE));
        IouEntry half = figures.aggregate().iouEntries().get(9);
        assertThat(half).isEqualTo(new IouEntry(0.5, new Tally(2, 1, 2), new Tally(1, 1, 2), new Tally(2, 1, 2)));
        // By score: both from 0.8 down, one at 0.85 and 0.9, none above.
        List<CurveEntry> byScore = figures.aggregate().scoreEntries();
        assertThat(byScore).hasSize(24);
        assertThat(byScore.get(16).all()).isEqualTo(new Tally(2, 1, 2));
        assertThat(byScore.get(18).all()).isEqualTo(new Tally(1, 1, 2));
        assertThat(byScore.get(19).all()).isEqualTo(new Tally(0, 0, 2));
    }

    @Test
    void finish_falseOneFirst_precisionRisesFromTheRight() {
        // Precision 0, 1/2, 2/3 at recalls 0, 1/2, 1: made non-increasing from the right it is 2/3 throughout.
        DetectionFigures figures = evaluate(
                0.5,
                item(
                        List.of(truth("a", 0), truth("a", 20)),
                        List.of(found("a", 0.9, 100), found("a", 0.8, 0), found("a", 0.7, 20))));

        assertThat(figures.meanAveragePrecision()).isCloseTo(2.0 / 3, within(CLOSE));
    }

    @Test
    void finish_equalScoresAcrossImages_rankInTheOrderOfImages() {
        DetectedItem right = item(List.of(truth("a", 0)), List.of(found("a", 0.5, 0)));
        DetectedItem wrong = item(List.of(), List.of(found("a", 0.5, 0)));

        assertThat(evaluate(0.5, right, wrong).meanAveragePrecision()).isEqualTo(1.0);
        assertThat(evaluate(0.5, wrong, right).meanAveragePrecision()).isEqualTo(0.5);
    }

    @Test
    void finish_twoLabels_areAveragedAndPooled() {
        // a: found at once. b: never found, but a false one stands above in the pool.
        DetectionFigures figures = evaluate(
                0.5, item(List.of(truth("a", 0), truth("b", 0)), List.of(found("b", 0.9, 50), found("a", 0.8, 0))));

        assertThat(figures.labelCurves()).extracting(DetectionCurve::label).containsExactly("a", "b");
        assertThat(figures.labelCurves())
                .extracting(DetectionCurve::averagePrecision)
                .containsExactly(1.0, 0.0);
        assertThat(figures.meanAveragePrecision()).isEqualTo(0.5);
        assertThat(figures.aggregate().averagePrecision()).isCloseTo(0.5 * 51 / 101, within(CLOSE));
        // The image's best box is one of b, so that a has none at 1.
        assertThat(figures.labelCurves().get(0).iouEntries().get(0).at1()).isEqualTo(new Tally(0, 0, 1));
        assertThat(figures.labelCurves().get(0).iouEntries().get(0).at5()).isEqualTo(new Tally(1, 1, 1));
    }

    @Test
    void finish_labelsOutsideTheSet_areFoundAndNeverRight() {
        DetectionFigures figures =
                evaluate(0.5, item(List.of(truth("a", 0)), List.of(found("zebra", 1.5, 0), found("a", 0.5, 0))));

        assertThat(figures.counts()).isEqualTo(new DetectionCounts(0, 0, 1, 0, 1));
        assertThat(figures.meanAveragePrecision()).isEqualTo(1.0);
        assertThat(figures.aggregate().averagePrecision()).isEqualTo(0.5);
        assertThat(figures.aggregate().iouEntries().get(0).at1()).isEqualTo(new Tally(1, 0, 1));
        assertThat(figures.aggregate().iouEntries().get(0).all()).isEqualTo(new Tally(2, 1, 1));
    }

    @Test
    void finish_oddImages_areCounted() {
        List<FoundBox> many = new ArrayList<>(Collections.nCopies(103, found("a", 0.5, 0)));
        DetectionFigures figures = evaluate(0.5, item(List.of(), List.of()), item(List.of(), many));

        assertThat(figures.counts()).isEqualTo(new DetectionCounts(2, 1, 0, 3, 0));
        assertThat(figures.evaluatedItems()).isEqualTo(2);
    }

    @Test
    void finish_nothingAnywhere_isZeroAndFlagged() {
        for (DetectionFigures figures :
                List.of(evaluate(0.5), evaluate(0.5, item(List.of(), List.of(found("a", 1, 0)))))) {
            assertThat(figures.noPositives()).isTrue();
            assertThat(figures.meanAveragePrecision()).isZero();
            assertThat(figures.aggregate().averagePrecision()).isZero();
            assertThat(figures.labelCurves()).isEmpty();
            assertThat(figures.aggregate().iouEntries()).hasSize(23);
        }
    }

    // --- laws -----------------------------------------------------------------------------------------------------

    @Test
    void finish_anyBudget_givesTheSameBits() {
        for (long seed = 1; seed <= 5; seed++) {
            List<DetectedItem> items = randomItems(seed, 100, true);
            DetectionFigures inMemory = evaluate(items, 0.5, 1_000_000);
            for (int budget : new int[] {1, 10, 64, 999}) {
                // Records compare doubles by their bits.
                assertThat(evaluate(items, 0.5, budget))
                        .as("seed %d, budget %d", seed, budget)
                        .isEqualTo(inMemory);
            }
        }
    }

    @Test
    void finish_otherOrderOfImages_isTheSameUnlessScoresTie() {
        for (long seed = 1; seed <= 10; seed++) {
            List<DetectedItem> items = randomItems(seed, 60, false);
            List<DetectedItem> shuffled = new ArrayList<>(items);
            Collections.shuffle(shuffled, new Random(seed));

            assertThat(evaluate(shuffled, 0.5, 64)).as("seed %d", seed).isEqualTo(evaluate(items, 0.5, 64));
        }
    }

    @Test
    void finish_perfectPredictions_isOne() {
        for (long seed = 1; seed <= 10; seed++) {
            List<DetectedItem> perfect = new ArrayList<>();
            for (DetectedItem item : randomItems(seed, 40, true)) {
                perfect.add(item(
                        item.truth(),
                        item.truth().stream()
                                .map(box -> new FoundBox(box.label(), 0.25, box.box()))
                                .toList()));
            }

            DetectionFigures figures = evaluate(perfect, 1.0, 64);

            assertThat(figures.noPositives()).as("seed %d", seed).isFalse();
            assertThat(figures.meanAveragePrecision()).as("seed %d", seed).isEqualTo(1.0);
            assertThat(figures.aggregate().averagePrecision())
                    .as("seed %d", seed)
                    .isEqualTo(1.0);
            assertThat(figures.aggregate().iouEntries())
                    .as("seed %d", seed)
                    .allMatch(entry -> entry.all().f1() == 1.0);
        }
    }

    @Test
    void finish_boxBelowAllOthersAndFalse_changesNoAveragePrecision() {
        for (long seed = 1; seed <= 10; seed++) {
            List<DetectedItem> items = randomItems(seed, 40, true);
            List<DetectedItem> worse = new ArrayList<>(items);
            worse.add(item(List.of(), List.of(found("a", -5, 900))));

            DetectionFigures before = evaluate(items, 0.5, 64);
            DetectionFigures after = evaluate(worse, 0.5, 64);

            assertThat(after.meanAveragePrecision()).as("seed %d", seed).isEqualTo(before.meanAveragePrecision());
            assertThat(after.aggregate().averagePrecision())
                    .as("seed %d", seed)
                    .isEqualTo(before.aggregate().averagePrecision());
        }
    }

    @Test
    void finish_scoresMoved_changeNothingButTheCurveByScore() {
        for (long seed = 1; seed <= 10; seed++) {
            List<DetectedItem> items = randomItems(seed, 40, true);
            List<DetectedItem> halved = new ArrayList<>();
            for (DetectedItem item : items) {
                halved.add(item(
                        item.truth(),
                        item.found().stream()
                                .map(box -> new FoundBox(box.label(), box.score() / 2, box.box()))
                                .toList()));
            }

            DetectionFigures before = evaluate(items, 0.5, 64);
            DetectionFigures after = evaluate(halved, 0.5, 64);

            assertThat(after.meanAveragePrecision()).as("seed %d", seed).isEqualTo(before.meanAveragePrecision());
            assertThat(after.aggregate().iouEntries())
                    .as("seed %d", seed)
                    .isEqualTo(before.aggregate().iouEntries());
        }
    }

    @Test
    void iouEntries_fallWithTheThreshold_exceptRetrieved() {
        for (long seed = 1; seed <= 10; seed++) {
            List<IouEntry> entries =
                    evaluate(randomItems(seed, 60, true), 0.5, 64).aggregate().iouEntries();

            for (int i = 1; i < entries.size(); i++) {
                assertThat(entries.get(i).all().truePositives())
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(entries.get(i - 1).all().truePositives());
                assertThat(entries.get(i).all().retrieved())
                        .isEqualTo(entries.get(0).all().retrieved());
            }
            assertThat(entries.get(22).all().truePositives())
                    .isLessThan(entries.get(0).all().truePositives());
        }
    }

    @Test
    void iouEntry_atTheJobsThreshold_agreesWithTheCurveByScore() {
        for (long seed = 1; seed <= 10; seed++) {
            DetectionFigures figures = evaluate(randomItems(seed, 60, true), 0.75, 64);

            // No score is below 0, so that the lowest threshold keeps every box.
            CurveEntry all = figures.aggregate().scoreEntries().get(0);
            IouEntry same = figures.aggregate().iouEntries().get(14);
            assertThat(new IouEntry(0.75, all.all(), all.at1(), all.at5()))
                    .as("seed %d", seed)
                    .isEqualTo(same);
        }
    }

    // --- use ------------------------------------------------------------------------------------------------------

    @Test
    void add_beyondTheBudget_leavesNoFileBehind() throws IOException {
        evaluate(randomItems(9, 100, true), 0.5, 10);

        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void add_directoryMissing_saysSo() {
        SpillPlace place = new SpillPlace(directory.resolve("absent"), 1);
        try (DetectionEvaluator evaluator = new DetectionEvaluator(LABELS, 0.5, place)) {
            DetectedItem item = item(List.of(), List.of(found("a", 0.5, 0), found("a", 0.5, 0)));

            assertThatThrownBy(() -> evaluator.add(item)).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void add_truthOutsideTheSet_isRefusedAndLeavesNoTrace() {
        try (DetectionEvaluator evaluator = new DetectionEvaluator(LABELS, 0.5, new SpillPlace(directory))) {
            DetectedItem bad = item(List.of(truth("a", 0), truth("zz", 0)), List.of(found("a", 0.5, 0)));

            assertThatThrownBy(() -> evaluator.add(bad)).isInstanceOf(IllegalArgumentException.class);

            assertThat(evaluator.finish()).isEqualTo(evaluate(0.5));
            assertThatThrownBy(evaluator::finish).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> evaluator.add(item(List.of(), List.of())))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void evaluator_unusableArguments_areRefused() {
        SpillPlace place = new SpillPlace(directory);

        assertThatThrownBy(() -> new DetectionEvaluator(List.of("a", "a"), 0.5, place).close())
                .isInstanceOf(IllegalArgumentException.class);
        for (double threshold : new double[] {0.0, -1.0, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> new DetectionEvaluator(LABELS, threshold, place).close())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private DetectionFigures evaluate(double threshold, DetectedItem... items) {
        return evaluate(List.of(items), threshold, 1_000);
    }

    private DetectionFigures evaluate(List<DetectedItem> items, double threshold, int budget) {
        try (var evaluator = new DetectionEvaluator(LABELS, threshold, new SpillPlace(directory, budget))) {
            items.forEach(evaluator::add);
            return evaluator.finish();
        }
    }

    /** Images with true boxes, most of which are found more or less exactly, and some false ones. */
    private static List<DetectedItem> randomItems(long seed, int count, boolean ties) {
        Random random = new Random(seed);
        List<DetectedItem> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<TrueBox> truth = new ArrayList<>();
            List<FoundBox> found = new ArrayList<>();
            for (int n = random.nextInt(5); n > 0; n--) {
                TrueBox box = new TrueBox(LABELS.get(random.nextInt(LABELS.size())), randomBox(random));
                truth.add(box);
                if (random.nextInt(4) > 0) {
                    found.add(new FoundBox(box.label(), score(random, ties), moved(box.box(), random)));
                }
            }
            for (int n = random.nextInt(4); n > 0; n--) {
                int label = random.nextInt(LABELS.size() + 1);
                String text = label < LABELS.size() ? LABELS.get(label) : "unknown";
                found.add(new FoundBox(text, score(random, ties), randomBox(random)));
            }
            Collections.shuffle(found, random);
            items.add(item(truth, found));
        }
        return items;
    }

    private static double score(Random random, boolean ties) {
        return ties && random.nextBoolean() ? random.nextInt(10) / 10.0 : random.nextDouble();
    }

    private static BoundingBox randomBox(Random random) {
        double x = 400 * random.nextDouble();
        double y = 400 * random.nextDouble();
        return new BoundingBox(x, y, x + 10 + 90 * random.nextDouble(), y + 10 + 90 * random.nextDouble());
    }

    private static BoundingBox moved(BoundingBox box, Random random) {
        double by = random.nextInt(3) == 0 ? 0 : 3 * random.nextGaussian();
        return new BoundingBox(box.xMin() + by, box.yMin() - by, box.xMax() + by, box.yMax() - by);
    }

    private static DetectedItem item(List<TrueBox> truth, List<FoundBox> found) {
        return new DetectedItem(truth, found);
    }

    private static TrueBox truth(String label, double at) {
        return new TrueBox(label, boxAt(at));
    }

    private static FoundBox found(String label, double score, double at) {
        return new FoundBox(label, score, boxAt(at));
    }

    private static BoundingBox boxAt(double at) {
        return new BoundingBox(at, at, at + 10, at + 10);
    }
}
