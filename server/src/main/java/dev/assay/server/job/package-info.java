/**
 * Evaluation jobs: what they are, what may be done with them in which state, and when their runs are due.
 *
 * <p>A job decides that a run begins and hands it a plan; what a run then does is the run room's. How much a job samples
 * is kept by sampling, and read from there. Time comes in with every call. Start at {@link dev.assay.server.job.Jobs},
 * what the doors ask for, {@link dev.assay.server.job.DueJobs}, what the clock drives, and {@link
 * dev.assay.server.job.JobState}, the table of states and actions.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.job;
