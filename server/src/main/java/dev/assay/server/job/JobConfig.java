package dev.assay.server.job;

import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/**
 * Settings of this room.
 *
 * @param runAt the time of day in UTC at which runs are due, a whole second
 * @param deletedJobLinger for how long a deleted job is shown as STOPPED
 */
public record JobConfig(LocalTime runAt, Duration deletedJobLinger) {
    /** Runs at 10:00 UTC; a minute for clients that repeat a deletion. */
    public static final JobConfig DEFAULT = new JobConfig(LocalTime.of(10, 0), Duration.ofSeconds(60));

    public JobConfig {
        if (!runAt.equals(runAt.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("runAt: must be a whole second, got " + runAt);
        }
        if (deletedJobLinger.isNegative()) {
            throw new IllegalArgumentException("deletedJobLinger: must not be negative, got " + deletedJobLinger);
        }
    }
}
