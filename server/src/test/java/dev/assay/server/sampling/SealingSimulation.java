package dev.assay.server.sampling;

import dev.assay.server.sampling.Offered.Prediction;
import dev.assay.server.sampling.RememberedSampling.Interval;
import dev.assay.server.sampling.RememberedSampling.Row;
import dev.assay.server.sampling.Sampler.Gate;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.NoCounters;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Unavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Replicas that fill one job's intervals, tell truths and begin runs, all at once, statement by statement in an order
 * that the seed decides. What they do is the product's own code; only the store below is a model.
 */
final class SealingSimulation {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");
    private static final ResourceName JOB = ResourceName.of(ResourceKind.EVALUATION_JOB, "p", "job");
    private static final ResourceName VERSION = ResourceName.of(ResourceKind.MODEL_VERSION, "p", "m", "v");
    private static final TableName TABLE = new TableName("p", "d", "t");
    private static final int IDS = 16;

    private final Random random;
    private final Interleaver interleaver;
    private final ReadCommitted rows;
    private final RememberedSampling store;
    private final Ingestion ingestion;
    private final GroundTruthIntake truths;
    private final Sampling sampling;
    private final Map<Long, Long> countsAtSeal = new HashMap<>();
    private final Map<String, GroundTruthIntake.Outcome> told = new HashMap<>();
    private int sampled;

    /** Makes the store, which may be a broken one. */
    @FunctionalInterface
    interface Stores {
        RememberedSampling over(ReadCommitted rows, Interleaver interleaver, Sampler job);
    }

    private SealingSimulation(long seed, Stores stores) {
        random = new Random(seed);
        interleaver = new Interleaver(random);
        rows = new ReadCommitted(interleaver);
        SamplerSettings settings = new SamplerSettings(1, 1 + random.nextInt(5));
        store = stores.over(rows, interleaver, new Sampler(JOB, VERSION, new byte[16], settings, TABLE, Gate.OPEN, 0));
        Filling filling = new Filling(store, store, store);
        ingestion = new Ingestion(filling, rows, new Ids(), new NoCounters());
        truths = new GroundTruthIntake(store, store, store, rows, new NoCounters());
        sampling = new Sampling(store, store, rows);
        rows.write(() -> store.openInterval(JOB, NOW));
    }

    /**
     * Plays one seed; answers how many statements took turns.
     *
     * @throws AssertionError with the seed, if anything comes out that must not
     */
    static int run(long seed, ExecutorService threads, Stores stores) {
        try {
            SealingSimulation simulation = new SealingSimulation(seed, stores);
            simulation.interleaver.play(threads, simulation.scripts());
            simulation.check();
            return simulation.interleaver.turns();
        } catch (AssertionError e) {
            throw new AssertionError("-Dassay.simulation.seed=" + seed + ": " + e.getMessage(), e);
        }
    }

    private List<Runnable> scripts() {
        List<Runnable> scripts = new ArrayList<>();
        IntStream.range(0, 3).forEach(i -> scripts.add(repeated(1 + random.nextInt(3), this::ingest)));
        IntStream.range(0, 2).forEach(i -> scripts.add(repeated(1 + random.nextInt(2), this::seal)));
        scripts.add(repeated(2, this::tell));
        return scripts;
    }

    private static Runnable repeated(int times, Runnable part) {
        return () -> IntStream.range(0, times).forEach(i -> part.run());
    }

    private void ingest() {
        List<Offered> offered = ids().stream()
                .map(id -> (Offered) new Prediction(id, null, "{\"x\":1}", "{\"label\":\"cat\"}"))
                .toList();
        Batch.Result result = again(() -> ingestion.ingest(List.of(new Batch(VERSION, offered, null)), NOW))
                .get(0);
        sampled += result.sampled();
        require(result.sampled() + result.duplicate() + result.overLimit() == offered.size(), "answers: " + result);
    }

    /** As a run does: what it counts right after the seal, it must find ever after. */
    private void seal() {
        long sealed = rows.write(() -> {
            rows.lock(JOB);
            return sampling.sealAndOpenNext(JOB, NOW);
        });
        require(
                countsAtSeal.put(sealed, store.countRows(TABLE, sealed)) == null,
                "interval " + sealed + " in two runs");
    }

    private void tell() {
        List<Truth> given =
                ids().stream().map(id -> new Truth(id, "{\"label\":\"cat\"}")).toList();
        List<GroundTruthIntake.Result> results = again(() -> truths.provide(JOB, given, NOW));
        for (int i = 0; i < given.size(); i++) {
            told.put(given.get(i).predictionId(), results.get(i).outcome());
        }
    }

    /** Who always comes too late for an interval is told so in the end, and asks again; nothing of it was stored. */
    private static <T> T again(Supplier<T> call) {
        while (true) {
            try {
                return call.get();
            } catch (Unavailable e) {
                // Seals end, so this does.
            }
        }
    }

    private List<String> ids() {
        return random.ints(1 + random.nextInt(5), 0, IDS)
                .distinct()
                .mapToObj(i -> "p" + i)
                .toList();
    }

    private void check() {
        List<Row> all = rows.all(Row.class).toList();
        Map<Long, Long> counts = all.stream().collect(Collectors.groupingBy(Row::interval, Collectors.counting()));
        rows.all(Interval.class).forEach(interval -> {
            long count = counts.getOrDefault(interval.id(), 0L);
            require(count <= interval.cap(), "more rows than the cap: " + count + " in " + interval);
            require(count == interval.taken(), "counted wrongly: " + count + " in " + interval);
        });
        require(all.size() == sampled, "acknowledged " + sampled + ", stored " + all.size());
        countsAtSeal.forEach((interval, count) -> require(
                counts.getOrDefault(interval, 0L).equals(count),
                "interval " + interval + " had " + count + " rows at its seal and has " + counts.get(interval)));
        told.forEach((id, outcome) -> {
            boolean inRow = store.row(id).map(row -> row.truth() != null).orElse(false);
            boolean waits = store.row(id).isEmpty() && store.holds(id);
            require(
                    inRow || (waits && outcome == GroundTruthIntake.Outcome.HELD),
                    "truth of " + id + " lost: " + outcome);
        });
    }

    private static void require(boolean holds, String violation) {
        if (!holds) {
            throw new AssertionError(violation);
        }
    }
}
