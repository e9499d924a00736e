package dev.assay.client;

/**
 * What {@link PredictionLogger} did with a prediction at the moment it was offered. Every offered prediction has exactly
 * one outcome, and all are counted in {@link LogCounts}.
 */
public enum LogOutcome {
    /** Will be sent. What the server makes of it is counted when it answers: see {@link LogCounts#answers()}. */
    QUEUED,

    /** Left out by the selection rule; reported to the server as part of the population. */
    NOT_SELECTED,

    /**
     * Selected, but the interval already holds all the rows its job wants; reported to the server as part of the
     * population, apart from those not selected.
     */
    FULL,

    /** Not looked at: the job is paused. */
    PAUSED,

    /** Not looked at: no job evaluates this model version. */
    NO_JOB,

    /** Lost: the queue holds as many predictions, or as many bytes, as it may. */
    DROPPED_QUEUE_FULL,

    /** Lost: instance and prediction together are longer than 8 Mi characters, or a body has over 10,000 instances. */
    DROPPED_TOO_LARGE,

    /**
     * Lost: an argument was null, the prediction id was empty or, with the {@code /<offset>} of a body's parts, longer
     * than 128 characters, or the number of instances was below 1.
     */
    DROPPED_INVALID,

    /** Lost: the logger is closed. */
    DROPPED_CLOSED
}
