package dev.assay.server.metrics;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/**
 * A hundred thousand images of eight true boxes and some found ones, of ten labels, at two memory budgets. Includes making
 * the images, as a stream would.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = "-Xmx256m")
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class DetectionEvaluatorBenchmark {
    private static final List<String> LABELS = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    private static final int TRUE_BOXES = 8;

    /** How many images are evaluated. */
    @Param("100000")
    public int images = 100_000;

    /** Boxes that the model finds in each, at least as many as there are. */
    @Param({"20", "100"})
    public int found = 20;

    /** The memory budget, in boxes. */
    @Param({"200000", "2000000"})
    public int boxesInMemory = 2_000_000;

    /** Evaluates every image; the figures are returned so that nothing is optimised away. */
    @Benchmark
    public DetectionFigures evaluate() {
        SplittableRandom random = new SplittableRandom(20261127);
        SpillPlace place = new SpillPlace(Path.of(System.getProperty("java.io.tmpdir")), boxesInMemory);
        try (DetectionEvaluator evaluator = new DetectionEvaluator(LABELS, 0.5, place)) {
            for (int i = 0; i < images; i++) {
                evaluator.add(item(random));
            }
            return evaluator.finish();
        }
    }

    private DetectedItem item(SplittableRandom random) {
        List<TrueBox> truth = new ArrayList<>(TRUE_BOXES);
        List<FoundBox> boxes = new ArrayList<>(found);
        for (int i = 0; i < TRUE_BOXES; i++) {
            TrueBox box = new TrueBox(LABELS.get(random.nextInt(LABELS.size())), box(random));
            truth.add(box);
            double by = random.nextDouble() * 10;
            BoundingBox moved = new BoundingBox(
                    box.box().xMin() + by,
                    box.box().yMin() + by,
                    box.box().xMax() + by,
                    box.box().yMax() + by);
            boxes.add(new FoundBox(box.label(), 0.25 + 0.75 * random.nextDouble(), moved));
        }
        while (boxes.size() < found) {
            String label = LABELS.get(random.nextInt(LABELS.size()));
            boxes.add(new FoundBox(label, 0.75 * random.nextDouble(), box(random)));
        }
        return new DetectedItem(truth, boxes);
    }

    private static BoundingBox box(SplittableRandom random) {
        double x = 540 * random.nextDouble();
        double y = 380 * random.nextDouble();
        return new BoundingBox(x, y, x + 20 + 80 * random.nextDouble(), y + 20 + 80 * random.nextDouble());
    }
}
