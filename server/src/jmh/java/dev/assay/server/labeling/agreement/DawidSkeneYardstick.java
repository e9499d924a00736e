package dev.assay.server.labeling.agreement;

import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Time and heap of weighing 1,000,000 answers of 1,000 people, three to an item: from nothing, again after 10,000 more,
 * and with labels that are each a question of yes or no. Run it with {@code -Xmx1g}; every figure is the first and only
 * run of its kind in the process, as it is in a server.
 */
public final class DawidSkeneYardstick {
    private static final int ANSWERS = 1_000_000;
    private static final int MORE = 10_000;
    private static final int PEOPLE = 1_000;
    private static final int REPLICAS = 3;

    private final int labels;
    private final Random random = new Random(1);
    private final double[] accuracy = random.doubles(PEOPLE, 0.4, 0.98).toArray();
    private final SingleLabelAnswers answers = new SingleLabelAnswers();
    private int truth;

    private DawidSkeneYardstick(int labels) {
        this.labels = labels;
    }

    /** Prints the figures. */
    public static void main(String[] args) {
        for (int labels : new int[] {2, 10, 50}) {
            new DawidSkeneYardstick(labels).single();
        }
        new DawidSkeneYardstick(10).multi();
    }

    private void single() {
        answer(ANSWERS);
        DawidSkeneFit fit = timed("%,d labels", () -> DawidSkene.fit(answers, labels, DawidSkeneSettings.DEFAULT));
        answer(MORE);
        timed(
                "%,d labels, 10,000 more answers",
                () -> DawidSkene.refit(answers, fit.quality(), DawidSkeneSettings.DEFAULT));
    }

    private void multi() {
        MultiLabelAnswers sets = new MultiLabelAnswers();
        for (int i = 0; i < ANSWERS; i++) {
            int item = i / REPLICAS;
            int person = random.nextInt(PEOPLE);
            sets.add(item, person, item % labels, random.nextInt(labels));
        }
        long start = System.nanoTime();
        MultiLabelFit fit = DawidSkene.fitEach(sets, labels, DawidSkeneSettings.DEFAULT);
        System.out.printf(
                "%,d answers of any of %,d labels: %.1f s, heap %,d MB%n",
                sets.size(), fit.labels(), (System.nanoTime() - start) / 1e9, heapMegabytes());
    }

    private DawidSkeneFit timed(String what, Supplier<DawidSkeneFit> work) {
        long start = System.nanoTime();
        long begun = processorNanos();
        DawidSkeneFit fit = work.get();
        double ofProcessor = (processorNanos() - begun) / 1e9;
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%,d answers, " + what + ": %.1f s, of the processor %.1f s, %d passes, converged %s, heap %,d MB%n",
                answers.size(),
                labels,
                seconds,
                ofProcessor,
                fit.iterations(),
                fit.converged(),
                heapMegabytes());
        return fit;
    }

    private void answer(int count) {
        for (int i = 0; i < count; i++) {
            int item = answers.size() / REPLICAS;
            if (answers.size() % REPLICAS == 0) {
                truth = random.nextInt(labels);
            }
            int person = random.nextInt(PEOPLE);
            int wrong = (truth + 1 + random.nextInt(labels - 1)) % labels;
            answers.add(item, person, random.nextDouble() < accuracy[person] ? truth : wrong);
        }
    }

    /** What other programs on the machine do adds to the time, not to this. */
    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long heapMegabytes() {
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }
}
