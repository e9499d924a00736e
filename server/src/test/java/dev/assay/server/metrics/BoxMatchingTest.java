package dev.assay.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoxMatchingTest {
    @Test
    void overlap_isSharedOverCoveredArea() {
        BoundingBox box = new BoundingBox(0, 0, 10, 10);

        assertThat(box.overlap(box)).isEqualTo(1.0);
        assertThat(box.overlap(new BoundingBox(5, 0, 15, 10))).isCloseTo(1.0 / 3, within(1e-15));
        assertThat(box.overlap(new BoundingBox(2, 2, 7, 7))).isEqualTo(0.25);
        assertThat(box.overlap(new BoundingBox(10, 0, 20, 10))).isZero();
        assertThat(box.overlap(new BoundingBox(11, 11, 12, 12))).isZero();
    }

    @Test
    void overlap_withoutArea_isNone() {
        BoundingBox line = new BoundingBox(1, 1, 1, 5);

        assertThat(line.overlap(line)).isZero();
        assertThat(line.overlap(new BoundingBox(0, 0, 10, 10))).isZero();
    }

    @Test
    void box_withoutOrder_isRefused() {
        assertThatThrownBy(() -> new BoundingBox(2, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BoundingBox(0, 2, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BoundingBox(0, 0, Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BoundingBox(0, 0, 1, Double.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FoundBox("a", Double.NaN, new BoundingBox(0, 0, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void match_bestScoreChoosesFirst_whateverItsPlaceInTheList() {
        DetectedItem item = new DetectedItem(
                List.of(truth("a", 0, 0, 10, 10)),
                List.of(found("a", 0.3, 0, 0, 10, 10), found("a", 0.9, 0, 0, 10, 8)));

        assertThat(BoxMatching.match(item, 0.5)).containsExactly(BoxMatching.FALSE, 0);
    }

    @Test
    void match_equalScores_chooseAsListed() {
        DetectedItem item = new DetectedItem(
                List.of(truth("a", 0, 0, 10, 10)),
                List.of(found("a", 0.0, 0, 0, 10, 8), found("a", -0.0, 0, 0, 10, 10)));

        assertThat(BoxMatching.match(item, 0.5)).containsExactly(0, BoxMatching.FALSE);
    }

    @Test
    void match_highestOverlapIsTaken_thenTheNext() {
        DetectedItem item = new DetectedItem(
                List.of(truth("a", 0, 0, 10, 8), truth("a", 0, 0, 10, 10), truth("a", 0, 0, 10, 6)),
                List.of(found("a", 0.9, 0, 0, 10, 10), found("a", 0.8, 0, 0, 10, 10), found("a", 0.7, 0, 0, 10, 10)));

        assertThat(BoxMatching.match(item, 0.7)).containsExactly(1, 0, BoxMatching.FALSE);
    }

    @Test
    void match_equalOverlaps_takeTheOneListedLast() {
        DetectedItem item = new DetectedItem(
                List.of(truth("a", 0, 0, 10, 10), truth("a", 0, 0, 10, 10)),
                List.of(found("a", 0.9, 0, 0, 10, 10), found("a", 0.8, 0, 0, 10, 10)));

        assertThat(BoxMatching.match(item, 0.5)).containsExactly(1, 0);
    }

    @Test
    void match_onTheThreshold_isRight() {
        DetectedItem item = new DetectedItem(List.of(truth("a", 0, 0, 10, 10)), List.of(found("a", 0.9, 0, 0, 10, 5)));

        assertThat(BoxMatching.match(item, 0.5)).containsExactly(0);
        assertThat(BoxMatching.match(item, Math.nextUp(0.5))).containsExactly(BoxMatching.FALSE);
    }

    @Test
    void match_thresholdOfOne_takesTheSameBoxButForRounding() {
        DetectedItem item = new DetectedItem(
                List.of(truth("a", 0, 0, 10, 10), truth("a", 20, 0, 30, 10)),
                List.of(found("a", 0.9, 0, 0, 10, 10 + 1e-11), found("a", 0.8, 20, 0, 30, 10 + 1e-8)));

        assertThat(BoxMatching.match(item, 1.0)).containsExactly(0, BoxMatching.FALSE);
    }

    @Test
    void match_otherLabels_areNeverTaken() {
        DetectedItem item = new DetectedItem(
                List.of(truth("a", 0, 0, 10, 10)),
                List.of(found("b", 0.9, 0, 0, 10, 10), found("a", 0.1, 0, 0, 10, 10)));

        assertThat(BoxMatching.match(item, 0.5)).containsExactly(BoxMatching.FALSE, 0);
    }

    @Test
    void match_beyondAHundredOfALabel_areLeftOut() {
        List<FoundBox> found = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            found.add(found("a", i / 1000.0, 50, 50, 60, 60));
        }
        found.add(found("b", 0.0, 0, 0, 10, 10));
        DetectedItem item = new DetectedItem(List.of(truth("a", 50, 50, 60, 60), truth("b", 0, 0, 10, 10)), found);

        int[] became = BoxMatching.match(item, 0.5);

        assertThat(became[0]).isEqualTo(BoxMatching.LEFT_OUT);
        assertThat(became[1]).isEqualTo(BoxMatching.FALSE);
        assertThat(became[100]).isZero();
        assertThat(became[101]).isEqualTo(1);
    }

    /** Against the rule as it is written, box by box; every second image has more true boxes than can be taken. */
    @Test
    void match_ofAnyImage_isWhatTheRuleSays() {
        for (long seed = 1; seed <= 60; seed++) {
            Random random = new Random(seed);
            DetectedItem item = randomItem(random, seed % 2 == 0 ? 400 : 12);
            for (double threshold : new double[] {0.05, 0.5, 0.9, 1.0}) {
                assertThat(BoxMatching.match(item, threshold))
                        .as("seed %d, threshold %s", seed, threshold)
                        .isEqualTo(byTheRule(item, threshold));
            }
        }
    }

    private static int[] byTheRule(DetectedItem item, double threshold) {
        int[] became = new int[item.found().size()];
        Arrays.fill(became, BoxMatching.LEFT_OUT);
        Set<Integer> taken = new HashSet<>();
        for (String label : List.of("a", "b", "c")) {
            List<Integer> ranked = IntStream.range(0, became.length)
                    .filter(i -> item.found().get(i).label().equals(label))
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -item.found().get(i).score()))
                    .limit(100)
                    .toList();
            for (int found : ranked) {
                int best = BoxMatching.FALSE;
                double highest = 0;
                for (int i = 0; i < item.truth().size(); i++) {
                    TrueBox truth = item.truth().get(i);
                    double overlap = item.found().get(found).box().overlap(truth.box());
                    boolean fits = truth.label().equals(label) && overlap >= Math.min(threshold, 1 - 1e-10);
                    if (fits && overlap >= highest && !taken.contains(i)) {
                        best = i;
                        highest = overlap;
                    }
                }
                taken.add(best);
                became[found] = best;
            }
        }
        return became;
    }

    /** On a coarse grid, so that overlaps are often equal; scores are, too. */
    private static DetectedItem randomItem(Random random, int boxes) {
        List<TrueBox> truth = new ArrayList<>();
        List<FoundBox> found = new ArrayList<>();
        for (int i = 0; i < boxes; i++) {
            truth.add(new TrueBox(random.nextInt(4) > 0 ? "a" : "b", randomBox(random)));
            String label = random.nextInt(5) > 0 ? "a" : random.nextBoolean() ? "b" : "c";
            found.add(new FoundBox(label, random.nextInt(20) / 20.0, randomBox(random)));
        }
        return new DetectedItem(truth, found);
    }

    private static BoundingBox randomBox(Random random) {
        int x = random.nextInt(3);
        int y = random.nextInt(3);
        return new BoundingBox(x, y, x + 4 + random.nextInt(4), y + 4 + random.nextInt(4));
    }

    private static TrueBox truth(String label, double xMin, double yMin, double xMax, double yMax) {
        return new TrueBox(label, new BoundingBox(xMin, yMin, xMax, yMax));
    }

    private static FoundBox found(String label, double score, double xMin, double yMin, double xMax, double yMax) {
        return new FoundBox(label, score, new BoundingBox(xMin, yMin, xMax, yMax));
    }
}
