package dev.assay.server.clock;

import java.time.Duration;
import java.time.Instant;

/**
 * Something to do again and again.
 *
 * @param name for logs and counters, as in {@code due-jobs}
 * @param period from the start of one time to the start of the next; a time that takes longer delays the next
 */
public record Tick(String name, Duration period, Action action) {

    /** What is done. */
    @FunctionalInterface
    public interface Action {
        /** Does it once. What it throws is logged and counted, and the next time comes nevertheless. */
        void run(Instant now);
    }
}
