package dev.assay.server.labeling;

import dev.assay.server.store.LabelingStores;
import dev.assay.server.vocabulary.ResourceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;

/**
 * Answers per second of people who label without a pause, and what a lease and an answer cost one of them among few and
 * among many open questions; on both stores, behind the door. Arguments: people, answers to be given, and the sizes of
 * the pools. Without any: 200 people, 20,000 answers, pools of 1,000 and 1,000,000.
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
            System.out.printf("%-10s %d people: %,.0f answers/s%n", name, people, rate(postgres, people, answers));
            double[][] costs = costs(postgres, few, many);
            System.out.printf(
                    "%-10s lease and answer, median of %d rounds: %.0f us among %,d open, %.0f us among %,d open%n",
                    name, ROUNDS, median(costs[0]), few, median(costs[1]), many);
        }
    }

    private static double rate(boolean postgres, int people, int answers) throws Exception {
        try (LabelingStores stores = open(postgres)) {
            LabelingBench bench = new LabelingBench(stores.module());
            ResourceName task = stores.task(bench, answers, 3);
            // Warm before the clock runs.
            give(bench, task, "warm", answers / 20);
            AtomicInteger left = new AtomicInteger(answers);
            CountDownLatch ended = new CountDownLatch(people);
            List<Throwable> failures = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < people; i++) {
                String person = "p" + i;
                Thread thread = new Thread(() -> {
                    try {
                        while (left.getAndDecrement() > 0) {
                            give(bench, task, person, 1);
                        }
                    } catch (RuntimeException | Error e) {
                        synchronized (failures) {
                            failures.add(e);
                        }
                    } finally {
                        ended.countDown();
                    }
                });
                thread.setDaemon(true);
                thread.start();
            }
            ended.await();
            double seconds = (System.nanoTime() - start) / 1e9;
            if (!failures.isEmpty()) {
                throw new IllegalStateException(failures.size() + " people failed", failures.get(0));
            }
            return answers / seconds;
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
