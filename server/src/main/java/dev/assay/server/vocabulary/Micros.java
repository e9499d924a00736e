package dev.assay.server.vocabulary;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the stores keep them: microseconds since 1970-01-01T00:00:00Z. */
public final class Micros {
    private Micros() {}

    /** Microseconds of a time; finer digits are cut off. */
    public static long of(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
    }

    /** The time of so many microseconds. */
    public static Instant time(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    /** The time as it can be stored: finer digits cut off. */
    public static Instant truncate(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }
}
