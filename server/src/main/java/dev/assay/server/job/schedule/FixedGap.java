package dev.assay.server.job.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * {@code every N hours} and its like: each occurrence lies a fixed gap after the one before, wherever that one was. It
 * has no phase of its own, so it counts from the instant it is given, seconds dropped: the first time of a job from the
 * job's creation, every other from the one before.
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
    public boolean occurs() {
        return true;
    }

    @Override
    public Instant nextAfter(Instant instant) {
        return start(instant).plus(minutes, ChronoUnit.MINUTES);
    }

    @Override
    public Optional<Covered> between(Instant after, Instant until) {
        long count = Duration.between(start(after), until).toMinutes() / minutes;
        if (count <= 0) {
            return Optional.empty();
        }
        Instant last = start(after).plus(count * minutes, ChronoUnit.MINUTES);
        return Optional.of(new Covered(nextAfter(after), last, count));
    }

    private static Instant start(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MINUTES);
    }
}
