package dev.assay.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void waits_doubleUpToTheLimitWithinTheirUpperHalf() {
        for (int seed = 0; seed < 50; seed++) {
            Backoff backoff = new Backoff(100, 1_000, new Random(seed));
            long[] ceilings = {100, 200, 400, 800, 1_000, 1_000};
            for (long ceiling : ceilings) {
                assertThat(backoff.next()).as("seed %s", seed).isBetween(ceiling / 2, ceiling);
            }
            backoff.reset();
            assertThat(backoff.next()).isLessThanOrEqualTo(100);
        }
    }

    @Test
    void waits_stayLimitedAfterManyFailures() {
        Backoff backoff = new Backoff(100_000_000L, 5_000_000_000L, new Random(1));
        for (int i = 0; i < 1_000; i++) {
            assertThat(backoff.next()).isBetween(1L, 5_000_000_000L);
        }
    }
}
