package dev.assay.server.job.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * When the runs of one job start: at {@code first}, then every {@code days} days of 24 hours, for ever. All answers
 * take constant time, however long the server was away.
 *
 * @param first the earliest due time, a whole second
 * @param days from one due time to the next, at least 1
 */
public record DueTimes(Instant first, int days) {

    private static final long SECONDS_PER_DAY = Duration.ofDays(1).toSeconds();

    public DueTimes {
        if (days < 1) {
            throw new IllegalArgumentException("days: expected at least 1, got " + days);
        }
        // What follows counts in whole seconds, which is exact only if the due times are.
        if (!first.truncatedTo(ChronoUnit.SECONDS).equals(first)) {
            throw new IllegalArgumentException("first: expected a whole second, got " + first);
        }
    }

    /**
     * The due times of a job. Its anchor is the first {@code runAt} strictly after its creation, its first run lies
     * {@code days} − 1 days later, so that even the first run looks back on almost a whole interval.
     *
     * @param days from one run to the next, see {@link Schedule#meanIntervalDays()}
     * @param runAt the time of day in UTC at which runs start, a whole second
     */
    public static DueTimes ofJob(Instant createTime, int days, LocalTime runAt) {
        OffsetDateTime created = createTime.atOffset(ZoneOffset.UTC);
        OffsetDateTime sameDay = created.with(runAt);
        OffsetDateTime anchor = sameDay.isAfter(created) ? sameDay : sameDay.plusDays(1);
        return new DueTimes(anchor.plusDays(days - 1L).toInstant(), days);
    }

    /** The first due time strictly after an instant. */
    public Instant nextAfter(Instant instant) {
        return at(countUntil(instant));
    }

    /** The due times in ({@code after}, {@code until}], or empty if there is none. */
    public Optional<Covered> covered(Instant after, Instant until) {
        long before = countUntil(after);
        long count = countUntil(until) - before;
        return count <= 0 ? Optional.empty() : Optional.of(new Covered(at(before), at(before + count - 1), count));
    }

    /** How many due times lie at or before an instant. */
    private long countUntil(Instant instant) {
        long seconds = instant.getEpochSecond() - first.getEpochSecond();
        return Math.max(0, Math.floorDiv(seconds, days * SECONDS_PER_DAY) + 1);
    }

    private Instant at(long index) {
        return first.plusSeconds(Math.multiplyExact(index, days * SECONDS_PER_DAY));
    }

    /**
     * A row of neighbouring due times.
     *
     * @param first of them
     * @param last of them, the same as the first if there is one only
     * @param count at least 1
     */
    public record Covered(Instant first, Instant last, long count) {}
}
