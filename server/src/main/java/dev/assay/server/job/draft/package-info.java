/**
 * What clients ask of a job, and whether it holds together: drafts, their checks, and the definitions that pass.
 *
 * <p>Pure functions of their arguments: knows no store, no clock and no generated message. Start at {@link
 * dev.assay.server.job.draft.JobDraft}, then {@link dev.assay.server.job.draft.JobChecks}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.job.draft;
