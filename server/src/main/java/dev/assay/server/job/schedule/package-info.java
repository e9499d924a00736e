/**
 * What a job's schedule text means: crontab or App Engine English, its occurrences, the days between runs that follow
 * from it, and the times at which runs are due.
 *
 * <p>Pure functions of their arguments. Knows no job, no run and no clock: every instant is a parameter, every time is
 * UTC.
 *
 * <p>Start reading at {@link dev.assay.server.job.schedule.Schedule}, then {@link
 * dev.assay.server.job.schedule.DueTimes}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.job.schedule;
