package dev.assay.server.job.schedule;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * {@code every N hours} and its like: each occurrence lies a fixed gap after the one before, wherever that one was. It
 * has no phase of its own, so {@link #nextAfter} counts from the instant it is given, seconds dropped.
 *
 * @param minutes between neighbours, more than 0
 */
record FixedGap(long minutes) implements Occurrences {

    @Override
    public Optional<Span> spanInWindow() {
        long windowMinutes = ChronoUnit.MINUTES.between(WINDOW_START.atStartOfDay(), WINDOW_END.atStartOfDay());
        // The first occurrence is the window's first minute; its last minute is windowMinutes - 1.
        long gaps = (windowMinutes - 1) / minutes;
        return gaps == 0 ? Optional.empty() : Optional.of(new Span(gaps * minutes, gaps));
    }

    @Override
    public Instant nextAfter(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MINUTES).plus(minutes, ChronoUnit.MINUTES);
    }
}
