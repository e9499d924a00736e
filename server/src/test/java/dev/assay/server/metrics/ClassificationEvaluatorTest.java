package dev.assay.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.server.vocabulary.LabelScore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassificationEvaluatorTest {
    private static final List<String> LABELS = List.of("a", "b", "c", "d", "e", "f", "g", "h");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void finish_anyBudget_givesTheSameBits(boolean multiLabel) {
        for (long seed = 1; seed <= 5; seed++) {
            List<ClassifiedItem> items = randomItems(seed, 300, multiLabel);
            ClassificationFigures inMemory = evaluate(items, multiLabel, 1_000_000);
            for (int budget : new int[] {1, 10, 64, 999}) {
                // Records compare doubles by their bits.
                assertThat(evaluate(items, multiLabel, budget))
                        .as("seed %d, budget %d", seed, budget)
                        .isEqualTo(inMemory);
            }
        }
    }

    @Test
    void finish_labelListedInAnotherOrder_tiesAtTheFirstRankFollowTheModel() {
        ClassificationFigures aFirst = evaluate(List.of(item(Set.of("a"), "a", 0.5, "b", 0.5)), false, 10);
        ClassificationFigures bFirst = evaluate(List.of(item(Set.of("a"), "b", 0.5, "a", 0.5)), false, 10);

        assertThat(aFirst.accuracy()).isEqualTo(new Accuracy(1, 1));
        assertThat(bFirst.accuracy()).isEqualTo(new Accuracy(0, 1));
        // A tie is one point of the curve whatever the order: one of two is right.
        assertThat(aFirst.aggregate().averagePrecision()).isEqualTo(0.5);
        assertThat(bFirst.aggregate().averagePrecision()).isEqualTo(0.5);
        assertThat(aFirst.aggregate().entries().get(0).at1()).isEqualTo(new Tally(1, 1, 1));
        assertThat(bFirst.aggregate().entries().get(0).at1()).isEqualTo(new Tally(1, 0, 1));
    }

    @Test
    void finish_repeatedLabel_keepsHighestScoreAndFirstPlace() {
        ClassificationFigures figures =
                evaluate(List.of(item(Set.of("a"), "a", 0.1, "b", 0.9, "a", 0.9, "a", 0.3)), false, 10);

        assertThat(figures.accuracy()).isEqualTo(new Accuracy(1, 1));
        assertThat(figures.counts()).isEqualTo(new ClassificationCounts(0, 0, 0, 2, 0));
        assertThat(figures.aggregate().entries().get(0).all()).isEqualTo(new Tally(2, 1, 1));
    }

    @Test
    void finish_labelsOutsideTheSet_takeRanksAndAreNeverRight() {
        ClassifiedItem item = item(Set.of("a"), "u", 0.9, "v", 0.8, "w", 0.7, "x", 0.6, "y", 0.5, "a", 0.4, "u", 0.1);

        ClassificationFigures figures = evaluate(List.of(item), false, 10);

        CurveEntry lowest = figures.aggregate().entries().get(0);
        assertThat(lowest.all()).isEqualTo(new Tally(6, 1, 1));
        assertThat(lowest.at1()).isEqualTo(new Tally(1, 0, 1));
        assertThat(lowest.at5()).isEqualTo(new Tally(5, 0, 1));
        assertThat(figures.labelCurves()).hasSize(1);
        assertThat(figures.labelCurves().get(0).averagePrecision()).isEqualTo(1.0);
        assertThat(figures.labelCurves().get(0).entries().get(0).at5()).isEqualTo(new Tally(0, 0, 1));
        assertThat(figures.counts()).isEqualTo(new ClassificationCounts(0, 1, 5, 1, 0));
        assertThat(Objects.requireNonNull(figures.confusionMatrix()).row(0)).containsOnly(0);
    }

    @Test
    void finish_negativeZero_isRetrievedAtZeroAndTiesWithZero() {
        ClassificationFigures figures = evaluate(List.of(item(Set.of("b"), "a", 0.0, "b", -0.0)), false, 10);

        assertThat(figures.accuracy()).isEqualTo(new Accuracy(0, 1));
        assertThat(figures.aggregate().averagePrecision()).isEqualTo(0.5);
        assertThat(figures.aggregate().entries().get(0).all()).isEqualTo(new Tally(2, 1, 1));
        assertThat(figures.aggregate().entries().get(1).all()).isEqualTo(new Tally(0, 0, 1));
    }

    @Test
    void finish_scoresOutsideUnit_areRankedAndCounted() {
        List<ClassifiedItem> items = List.of(item(Set.of("a"), "a", 7.0, "b", -2.0), item(Set.of("b"), "b", -1.0));

        ClassificationFigures figures = evaluate(items, false, 10);

        assertThat(figures.counts().scoresOutsideUnit()).isEqualTo(3);
        assertThat(figures.aggregate().averagePrecision()).isEqualTo(1.0);
        assertThat(figures.aggregate().entries().get(0).all()).isEqualTo(new Tally(1, 1, 2));
        assertThat(figures.aggregate().entries().get(23).all()).isEqualTo(new Tally(1, 1, 2));
    }

    @Test
    void finish_labelNeverListed_staysInTheDenominator() {
        List<ClassifiedItem> items = List.of(item(Set.of("a"), "a", 0.9), item(Set.of("a"), "b", 0.8));

        ClassificationFigures figures = evaluate(items, false, 10);

        assertThat(figures.aggregate().positives()).isEqualTo(2);
        assertThat(figures.aggregate().averagePrecision()).isEqualTo(0.5);
        assertThat(figures.labelCurves().get(0).averagePrecision()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void finish_noItems_isZeroAndFlagged(boolean multiLabel) {
        ClassificationFigures figures = evaluate(List.of(), multiLabel, 10);

        assertThat(figures.evaluatedItems()).isZero();
        assertThat(figures.noPositives()).isTrue();
        assertThat(figures.meanAveragePrecision()).isZero();
        assertThat(figures.labelCurves()).isEmpty();
        assertThat(figures.aggregate().averagePrecision()).isZero();
        assertThat(figures.aggregate().entries()).hasSize(24).allSatisfy(entry -> {
            assertThat(entry.all().precision()).isEqualTo(1.0);
            assertThat(entry.all().recall()).isZero();
            assertThat(entry.all().f1()).isZero();
        });
        assertThat(figures.accuracy() == null).isEqualTo(multiLabel);
        assertThat(figures.accuracy() == null || figures.accuracy().value() == 0.0)
                .isTrue();
    }

    @Test
    void finish_nothingTrueAnywhere_isZeroAndFlagged() {
        ClassificationFigures figures = evaluate(List.of(item(Set.of(), "a", 0.9), item(Set.of())), true, 10);

        assertThat(figures.noPositives()).isTrue();
        assertThat(figures.aggregate().averagePrecision()).isZero();
        assertThat(figures.aggregate().entries().get(0).all()).isEqualTo(new Tally(1, 0, 0));
        assertThat(figures.counts().withoutPrediction()).isEqualTo(1);
    }

    @Test
    void thresholds_areTheNearestDoublesOfTheirDecimals() {
        List<Double> thresholds = new ArrayList<>();
        for (int i = 0; i < Thresholds.COUNT; i++) {
            thresholds.add(Thresholds.at(i));
        }

        assertThat(thresholds)
                .containsExactly(
                        0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8,
                        0.85, 0.9, 0.95, 0.96, 0.97, 0.98, 0.99);
    }

    @Test
    void add_beyondTheBudget_leavesNoFileBehind() throws IOException {
        evaluate(randomItems(9, 100, false), false, 10);

        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void add_directoryMissing_saysSo() {
        SpillPlace place = new SpillPlace(directory.resolve("absent"), 1);
        try (ClassificationEvaluator evaluator = new ClassificationEvaluator(LABELS, false, place)) {
            ClassifiedItem item = item(Set.of("a"), "a", 0.5, "b", 0.5);

            assertThatThrownBy(() -> evaluator.add(item)).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void add_truthUnfitForTheJob_isRefused() {
        try (ClassificationEvaluator evaluator = evaluator(false, 10)) {
            for (ClassifiedItem bad : List.of(item(Set.of("zz")), item(Set.of()), item(Set.of("a", "b")))) {
                assertThatThrownBy(() -> evaluator.add(bad)).isInstanceOf(IllegalArgumentException.class);
            }
            // What was refused left no trace.
            assertThat(evaluator.finish()).isEqualTo(evaluate(List.of(), false, 10));
            assertThatThrownBy(evaluator::finish).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> evaluator.add(item(Set.of("a")))).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void evaluator_unusableArguments_areRefused() {
        SpillPlace place = new SpillPlace(directory);

        assertThatThrownBy(() -> new ClassificationEvaluator(List.of("a", "a"), false, place).close())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SpillPlace(directory, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LabelScore("a", Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LabelScore("a", Double.NEGATIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void averagePrecision_reversingEachItemsOrderOfTies_doesNotChange() {
        List<ClassifiedItem> items = randomItems(31, 200, true);
        List<ClassifiedItem> reversed = new ArrayList<>();
        for (ClassifiedItem item : items) {
            List<LabelScore> predicted = new ArrayList<>(item.predicted());
            Collections.reverse(predicted);
            reversed.add(new ClassifiedItem(item.truth(), predicted));
        }
        Collections.reverse(reversed);

        ClassificationFigures one = evaluate(items, true, 50);
        ClassificationFigures other = evaluate(reversed, true, 50);

        assertThat(other.aggregate().averagePrecision())
                .isEqualTo(one.aggregate().averagePrecision());
        assertThat(other.meanAveragePrecision()).isCloseTo(one.meanAveragePrecision(), within(0.0));
    }

    private ClassificationFigures evaluate(List<ClassifiedItem> items, boolean multiLabel, int budget) {
        try (ClassificationEvaluator evaluator = evaluator(multiLabel, budget)) {
            items.forEach(evaluator::add);
            return evaluator.finish();
        }
    }

    private ClassificationEvaluator evaluator(boolean multiLabel, int budget) {
        return new ClassificationEvaluator(LABELS, multiLabel, new SpillPlace(directory, budget));
    }

    private static List<ClassifiedItem> randomItems(long seed, int count, boolean multiLabel) {
        Random random = new Random(seed);
        List<ClassifiedItem> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Set<String> truth = new HashSet<>();
            int truths = multiLabel ? random.nextInt(4) : 1;
            while (truth.size() < truths) {
                truth.add(LABELS.get(random.nextInt(LABELS.size())));
            }
            List<LabelScore> predicted = new ArrayList<>();
            for (int p = random.nextInt(12); p > 0; p--) {
                int label = random.nextInt(LABELS.size() + 2);
                double score = random.nextBoolean() ? random.nextInt(-1, 12) / 10.0 : random.nextDouble();
                predicted.add(new LabelScore(label < LABELS.size() ? LABELS.get(label) : "unknown " + i, score));
            }
            items.add(new ClassifiedItem(truth, predicted));
        }
        return items;
    }

    private static ClassifiedItem item(Set<String> truth, Object... labelsAndScores) {
        List<LabelScore> predicted = new ArrayList<>();
        for (int i = 0; i < labelsAndScores.length; i += 2) {
            predicted.add(new LabelScore((String) labelsAndScores[i], (Double) labelsAndScores[i + 1]));
        }
        return new ClassifiedItem(truth, predicted);
    }
}
