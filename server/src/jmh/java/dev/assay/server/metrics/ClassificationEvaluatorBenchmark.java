package dev.assay.server.metrics;

import dev.assay.server.vocabulary.LabelScore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A million items of ten labels each, at two memory budgets. Includes making the items, as a stream would. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = "-Xmx256m")
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class ClassificationEvaluatorBenchmark {
    private static final List<String> LABELS = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    /** How many items are evaluated. */
    @Param("1000000")
    public int items;

    /** The memory budget, in pairs. */
    @Param({"200000", "2000000"})
    public int pairsInMemory;

    /** Evaluates every item; the figures are returned so that nothing is optimised away. */
    @Benchmark
    public ClassificationFigures evaluate() {
        SplittableRandom random = new SplittableRandom(20261122);
        SpillPlace place = new SpillPlace(Path.of(System.getProperty("java.io.tmpdir")), pairsInMemory);
        try (ClassificationEvaluator evaluator = new ClassificationEvaluator(LABELS, false, place)) {
            for (int i = 0; i < items; i++) {
                evaluator.add(item(random));
            }
            return evaluator.finish();
        }
    }

    private static ClassifiedItem item(SplittableRandom random) {
        int truth = random.nextInt(LABELS.size());
        List<LabelScore> predicted = new ArrayList<>(LABELS.size());
        for (int label = 0; label < LABELS.size(); label++) {
            double bonus = label == truth ? 0.25 : 0.0;
            predicted.add(new LabelScore(LABELS.get(label), bonus + random.nextDouble() * 0.75));
        }
        return new ClassifiedItem(Set.of(LABELS.get(truth)), predicted);
    }
}
