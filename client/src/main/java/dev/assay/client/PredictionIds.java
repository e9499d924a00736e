package dev.assay.client;

import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes prediction ids: version 7 UUIDs (RFC 9562), whose first 60 bits count milliseconds and 1/4096ths of them, so
 * that ids sort by time and store fast. The other 62 bits spread a counter that starts at a random place: no lock, no
 * shared random generator on the path of the caller.
 */
final class PredictionIds {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final AtomicLong counter;

    /** Ids that differ from those of other processes as far as the seeds differ. */
    PredictionIds(long seed) {
        this.counter = new AtomicLong(seed);
    }

    String next(Instant now) {
        long millis = now.toEpochMilli();
        long fraction = (now.get(ChronoField.NANO_OF_SECOND) % 1_000_000) * 4096L / 1_000_000;
        long high = (millis << 16) | 0x7000L | fraction;
        long low = (Murmur3.avalanche(counter.addAndGet(GOLDEN)) >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
