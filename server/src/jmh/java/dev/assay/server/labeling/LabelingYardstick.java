package dev.assay.server.labeling;

import dev.assay.server.store.LabelingStores;
import dev.assay.server.vocabulary.ResourceName;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;

/**
 * Answers per second of people who label without a pause, and what a lease and an answer cost one of them among few and
 * among many open questions; on both stores, behind the door. Beside the first stands what the same machine does in bare
 * commits at the same moment, two for an answer: see {@link CommitFloor}. Arguments: people, answers to be given, and the
 * sizes of the pools. Without any: 200 people, 20,000 answers, pools of 1,000 and 1,000,000.
 */
@NullUnmarked // a tool
public final class LabelingYardstick {
    private static final int ROUNDS = 7;
    private static final int PAIRS_PER_ROUND = 100;

    private LabelingYardstick() {}

    /** Prints a line for each store and question. */
    public static void main(String[] args) throws Exception {
        int people = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        int answers = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
        int few = args.length > 2 ? Integer.parseInt(args[2]) : 1_000;
        int many = args.length > 3 ? Integer.parseInt(args[3]) : 1_000_000;
        for (boolean postgres : new boolean[] {false, true}) {
            String name = postgres ? "PostgreSQL" : "embedded";
            double[] rates = rates(postgres, people, answers);
            System.out.printf(
                    "%-10s %d people: %,.0f answers/s, %.2f of %,.0f/s, the rate of two bare commits%n",
                    name, people, rates[0], rates[0] / rates[1], rates[1]);
            double[][] costs = costs(postgres, few, many);
            double amongFew = median(costs[0]);
            double amongMany = median(costs[1]);
            System.out.printf(
                    "%-10s lease and answer, median of %d rounds: %.0f us among %,d open, %.0f us among %,d open: %.2f times%n",
                    name, ROUNDS, amongFew, few, amongMany, many, amongMany / amongFew);
        }
        System.out.printf(
                "load %.1f on %d cores%n",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors());
    }

    /** Of the people, and of commits: half of these before, half after. */
    private static double[] rates(boolean postgres, int people, int answers) throws Exception {
        try (LabelingStores stores = open(postgres)) {
            LabelingBench bench = new LabelingBench(stores.module());
            ResourceName task = stores.task(bench, answers, 3);
            CommitFloor floor = new CommitFloor(stores.writers(), people);
            // Warm before the clock runs.
            give(bench, task, "warm", answers / 20);
            floor.rate(answers / 20);
            double before = floor.rate(answers / 4);
            AtomicInteger left = new AtomicInteger(answers);
            long start = System.nanoTime();
            Crowd.run(people, person -> {
                while (left.getAndDecrement() > 0) {
                    give(bench, task, "p" + person, 1);
                }
            });
            double seconds = (System.nanoTime() - start) / 1e9;
            double after = floor.rate(answers / 4);
            return new double[] {answers / seconds, 2 / (1 / before + 1 / after)};
        }
    }

    /** Both pools in one run, taking turns. */
    private static double[][] costs(boolean postgres, int few, int many) throws Exception {
        try (LabelingStores stores = open(postgres)) {
            LabelingBench bench = new LabelingBench(stores.module());
            ResourceName[] tasks = {stores.task(bench, few, 3), stores.task(bench, many, 3)};
            double[][] costs = new double[2][ROUNDS];
            for (int round = -2; round < ROUNDS; round++) {
                for (int pool = 0; pool < 2; pool++) {
                    long start = System.nanoTime();
                    give(bench, tasks[pool], "one", PAIRS_PER_ROUND);
                    if (round >= 0) {
                        costs[pool][round] = (System.nanoTime() - start) / 1e3 / PAIRS_PER_ROUND;
                    }
                }
            }
            return costs;
        }
    }

    private static void give(LabelingBench bench, ResourceName task, String name, int answers) {
        Person person = LabelingBench.person(name);
        for (int i = 0; i < answers; i++) {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
            Optional<Question> leased = bench.desk().lease(person, task, now);
            if (leased.isEmpty()) {
                throw new IllegalStateException("the pool is empty for " + name);
            }
            Question question = leased.get();
            bench.desk().submit(question.name(), person, question.number(), LabelingBench.says("good"), "", now);
        }
    }

    private static LabelingStores open(boolean postgres) throws IOException {
        Path folder = Files.createTempDirectory("labeling");
        return postgres ? LabelingStores.postgresql() : LabelingStores.embedded(folder);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
