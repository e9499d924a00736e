package dev.assay.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoredPairsTest {
    @TempDir
    Path directory;

    private record Pair(double score, int label, boolean hit, RankClass rank, long item) {}

    @Test
    void key_ordersAsScoresDescending_andComesBack() {
        double[] descending = {
            Double.MAX_VALUE, 2.0, 1.0, Math.nextDown(1.0), 0.5, Double.MIN_VALUE, 0.0, -Double.MIN_VALUE, -1.0, -1e300
        };
        for (int i = 0; i < descending.length; i++) {
            assertThat(PairBuffer.scoreOf(PairBuffer.keyOf(descending[i]))).isEqualTo(descending[i]);
            for (int j = 0; j < descending.length; j++) {
                assertThat(Integer.signum(
                                Long.compareUnsigned(PairBuffer.keyOf(descending[i]), PairBuffer.keyOf(descending[j]))))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
        assertThat(PairBuffer.keyOf(-0.0)).isEqualTo(PairBuffer.keyOf(0.0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 100, 1_023, 1_025, 5_000, 6_000})
    void forEachDescending_isAStableSort(int budget) throws IOException {
        Random random = new Random(budget);
        List<Pair> added = new ArrayList<>();
        List<Pair> seen = new ArrayList<>();
        try (ScoredPairs pairs = new ScoredPairs(new SpillPlace(directory, budget))) {
            for (int i = 0; i < 5_000; i++) {
                double score = random.nextBoolean() ? random.nextInt(-5, 6) : random.nextGaussian();
                Pair pair = new Pair(
                        score,
                        i % 7 == 0 ? PairBuffer.MAX_LABEL : random.nextInt(100),
                        random.nextBoolean(),
                        RankClass.ofIndex(random.nextInt(3)),
                        i + (1L << 40));
                added.add(pair);
                pairs.add(pair.score, pair.label, pair.hit, pair.rank, pair.item);
            }
            pairs.forEachDescending(
                    (score, label, hit, rank, item) -> seen.add(new Pair(score, label, hit, rank, item)));
        }
        added.sort(Comparator.comparingDouble(Pair::score).reversed());
        assertThat(seen).isEqualTo(added);
    }

    @Test
    void forEachDescending_nothingAdded_showsNothing() throws IOException {
        try (ScoredPairs pairs = new ScoredPairs(new SpillPlace(directory, 1))) {
            pairs.forEachDescending((score, label, hit, rank, item) -> {
                throw new AssertionError("no pair was added");
            });
        }
    }
}
