/**
 * Runs: one execution of an evaluation job, as a durable workflow of steps that may be repeated.
 *
 * <p>A run works from the plan copied into it and knows no job. Each step ends in one transaction that carries the run's
 * fence, so a crash repeats at most the step at hand. Start at {@link dev.assay.server.run.Runs}, what the doors and jobs
 * ask for, and {@code RunDriver}, what the clock drives.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.run;
