package dev.assay.client;

import java.util.Random;

/**
 * Growing waits between attempts: doubled each time up to a limit, and drawn evenly from the upper half, so that clients
 * that lost the same server do not come back in step. Used by one thread.
 */
final class Backoff {
    private final long firstNanos;
    private final long maxNanos;
    private final Random random;
    private int failures;

    Backoff(long firstNanos, long maxNanos, Random random) {
        this.firstNanos = firstNanos;
        this.maxNanos = maxNanos;
        this.random = random;
    }

    /** How long to wait after one more failure, in nanoseconds. */
    long next() {
        long ceiling = Math.min(maxNanos, firstNanos << Math.min(failures, 20));
        failures++;
        return (long) (ceiling * (0.5 + random.nextDouble() / 2));
    }

    /** The last attempt succeeded. */
    void reset() {
        failures = 0;
    }
}
