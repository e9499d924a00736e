package dev.assay.server.job;

import dev.assay.server.job.draft.JobDefinition;
import dev.assay.server.job.schedule.DueTimes;
import dev.assay.server.job.schedule.Schedule;
import dev.assay.server.job.schedule.ScheduleMode;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/**
 * Settings of this room.
 *
 * @param schedule what is taken from the schedules of jobs
 * @param runAt the time of day in UTC at which runs are due if only days are taken, a whole second
 * @param deletedJobLinger for how long a deleted job is shown as STOPPED
 */
public record JobConfig(ScheduleMode schedule, LocalTime runAt, Duration deletedJobLinger) {
    /** Runs every so many days at 10:00 UTC; a minute for clients that repeat a deletion. */
    public static final JobConfig DEFAULT =
            new JobConfig(ScheduleMode.DAYS, LocalTime.of(10, 0), Duration.ofSeconds(60));

    public JobConfig {
        if (!runAt.equals(runAt.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("runAt: must be a whole second, got " + runAt);
        }
        if (deletedJobLinger.isNegative()) {
            throw new IllegalArgumentException("deletedJobLinger: must not be negative, got " + deletedJobLinger);
        }
    }

    /** When the runs of a job are due on this server. */
    DueTimes dueTimes(JobDefinition definition) {
        return switch (schedule) {
            case DAYS -> DueTimes.everyDays(definition.intervalDays(), runAt);
            case EXACT ->
                Schedule.parse(definition.schedule(), ScheduleMode.EXACT).exactTimes();
        };
    }
}
