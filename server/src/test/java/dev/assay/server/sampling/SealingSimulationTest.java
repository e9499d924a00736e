package dev.assay.server.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.sampling.SealingSimulation.Stores;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ingestion against sealing, over a store that promises no more than READ COMMITTED, and over broken ones. */
class SealingSimulationTest {
    private static final int SEEDS = Integer.getInteger("assay.simulation.seeds", 10_000) / 10;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void intervals_areNeverOverfull_andNeverChangeAfterTheSeal() {
        Long only = Long.getLong("assay.simulation.seed");
        long turns = 0;
        for (long seed = only == null ? 0 : only; seed < (only == null ? SEEDS : only + 1); seed++) {
            turns += SealingSimulation.run(seed, threads, RememberedSampling::new);
        }
        System.out.println("sealing: " + SEEDS + " seeds, " + turns + " turns");
        assertThat(turns).isPositive();
    }

    @Test
    void simulation_findsTheViolation_whenIngestionDoesNotLockTheInterval() {
        assertThat(firstViolation((rows, interleaver, job) -> new RememberedSampling(rows, interleaver, job) {
                    @Override
                    public Optional<Integer> lock(long interval) {
                        interleaver.pause();
                        Interval found = interval(interval, rows);
                        return found.isSealed() ? Optional.empty() : Optional.of(found.cap() - found.taken());
                    }
                }))
                .containsAnyOf("more rows than the cap", "at its seal", "lost", "Deadlock");
    }

    @Test
    void simulation_findsTheViolation_whenSealingDoesNotLockTheInterval() {
        assertThat(firstViolation((rows, interleaver, job) -> new RememberedSampling(rows, interleaver, job) {
                    @Override
                    public Optional<Long> seal(ResourceName name, Instant now) {
                        interleaver.pause();
                        return rows.all(Interval.class)
                                .filter(interval -> !interval.isSealed())
                                .findFirst()
                                .map(interval -> {
                                    rows.put(
                                            interval.id(),
                                            new Interval(interval.id(), true, interval.cap(), interval.taken()));
                                    return interval.id();
                                });
                    }
                }))
                .containsAnyOf("at its seal", "counted wrongly");
    }

    private String firstViolation(Stores broken) {
        for (long seed = 0; seed < 500; seed++) {
            try {
                SealingSimulation.run(seed, threads, broken);
            } catch (AssertionError e) {
                System.out.println(e.getMessage());
                return String.valueOf(e.getMessage());
            }
        }
        throw new AssertionError("nothing was found");
    }
}
