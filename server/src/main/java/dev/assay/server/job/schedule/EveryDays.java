package dev.assay.server.job.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Due times that are {@code days} days apart, all at {@code runAt}. */
record EveryDays(int days, LocalTime runAt) implements DueTimes {

    private static final long SECONDS_PER_DAY = Duration.ofDays(1).toSeconds();

    EveryDays {
        if (days < 1) {
            throw new IllegalArgumentException("days: expected at least 1, got " + days);
        }
        // What follows counts in whole seconds, which is exact only if the due times are.
        if (!runAt.truncatedTo(ChronoUnit.SECONDS).equals(runAt)) {
            throw new IllegalArgumentException("runAt: expected a whole second, got " + runAt);
        }
    }

    /**
     * The anchor is the first {@code runAt} strictly after the creation, the first run lies {@code days} − 1 days later:
     * even the first run looks back on almost a whole interval.
     */
    @Override
    public Instant first(Instant createTime) {
        OffsetDateTime created = createTime.atOffset(ZoneOffset.UTC);
        OffsetDateTime sameDay = created.with(runAt);
        OffsetDateTime anchor = sameDay.isAfter(created) ? sameDay : sameDay.plusDays(1);
        return anchor.plusDays(days - 1L).toInstant();
    }

    /** So many days after the day of the other, which may have been due at another time of day. */
    @Override
    public Instant nextAfter(Instant due) {
        return due.atOffset(ZoneOffset.UTC).with(runAt).plusDays(days).toInstant();
    }

    @Override
    public Optional<Covered> covered(Instant due, Instant until) {
        if (until.isBefore(due)) {
            return Optional.empty();
        }
        Instant second = nextAfter(due);
        long gap = days * SECONDS_PER_DAY;
        long later = Math.max(0, Math.floorDiv(until.getEpochSecond() - second.getEpochSecond(), gap) + 1);
        Instant last = later == 0 ? due : second.plusSeconds((later - 1) * gap);
        return Optional.of(new Covered(due, last, later + 1));
    }
}
