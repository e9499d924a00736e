package dev.assay.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.vocabulary.Fence;
import dev.assay.server.work.WorkSimulation.Figures;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Thousands of simulated histories over work in memory, which keeps the same contract as the real stores. The same
 * histories find what is wrong with stores that are broken on purpose.
 */
@ExtendWith(QuietWork.class)
class WorkSimulationTest {
    private static final int SEEDS = Integer.getInteger("assay.simulation.seeds", 10_000);
    private static final int SEEDS_OF_SABOTAGE = 2_000;

    @Test
    void everyWork_endsOnce_andNoLateWriteCounts() {
        Long only = Long.getLong("assay.simulation.seed");
        Figures figures = Figures.NONE;
        for (long seed = only == null ? 0 : only; seed < (only == null ? SEEDS : only + 1); seed++) {
            figures = figures.plus(run(seed, store -> store));
        }
        System.out.println(figures);
        if (only == null && SEEDS >= 100) {
            assertThat(figures.takeovers()).isGreaterThan(SEEDS / 2);
            assertThat(figures.refused()).isGreaterThan(SEEDS / 10);
        }
    }

    @Test
    void simulation_findsTheViolation_whenFencingIsOff() {
        assertThat(firstViolation(store -> new ForwardingWorkStore(store) {
                    @Override
                    public void check(Fence fence) {}
                }))
                .contains("was committed, which had passed on");
    }

    @Test
    void simulation_findsTheViolation_whenNumbersDoNotRise() {
        assertThat(firstViolation(store -> new ForwardingWorkStore(store) {
                    @Override
                    public Optional<Claim> claim(String owner, Instant now, Instant leaseEnd) {
                        // One number for all: what a fence would be without one.
                        return super.claim(owner, now, leaseEnd)
                                .map(claim ->
                                        new Claim(new Fence(claim.fence().resource(), 1), claim.kind(), claim.tries()));
                    }
                }))
                .contains("is not above");
    }

    @Test
    void simulation_findsTheViolation_whenLeasesNeverEnd() {
        assertThat(firstViolation(store -> new ForwardingWorkStore(store) {
                    @Override
                    public Optional<Claim> claim(String owner, Instant now, Instant leaseEnd) {
                        return super.claim(owner, now, now.plusSeconds(100_000));
                    }
                }))
                .contains("was lost");
    }

    @Test
    void simulation_findsTheViolation_whenAWakeUpPassesByAStepUnderWay() {
        assertThat(firstViolation(store -> new ForwardingWorkStore(store) {
                    @Override
                    public void wake(String resource, Instant now) {
                        if (!store.isClaimed(resource)) {
                            super.wake(resource, now);
                        }
                    }
                }))
                .contains("was lost");
    }

    private static String firstViolation(Function<RememberedWork, WorkStore> sabotage) {
        for (long seed = 0; seed < SEEDS_OF_SABOTAGE; seed++) {
            try {
                run(seed, sabotage);
            } catch (AssertionError e) {
                return String.valueOf(e.getMessage());
            }
        }
        throw new AssertionError("nothing was found");
    }

    private static Figures run(long seed, Function<RememberedWork, WorkStore> sabotage) {
        RememberedWork store = new RememberedWork();
        return WorkSimulation.run(seed, sabotage.apply(store), store);
    }
}
