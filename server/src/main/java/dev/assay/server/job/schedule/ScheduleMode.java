package dev.assay.server.job.schedule;

/** What a server takes from the schedules of its jobs. */
public enum ScheduleMode {
    /** Only how many days lie between runs on average, at least one; all runs are due at one time of day. */
    DAYS,
    /** The times themselves, as written, in UTC and down to the minute; they may lie closer than a day. */
    EXACT
}
