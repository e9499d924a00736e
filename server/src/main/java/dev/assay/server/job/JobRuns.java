package dev.assay.server.job;

import dev.assay.server.job.JobState.Action;
import dev.assay.server.job.JobState.Verdict;
import dev.assay.server.job.schedule.DueTimes;
import dev.assay.server.run.DueSpan;
import dev.assay.server.run.Run;
import dev.assay.server.run.RunPlan;
import dev.assay.server.run.RunTrigger;
import dev.assay.server.run.Runs;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;

/**
 * What jobs ask of runs, always in the caller's transaction. A due time is covered by exactly one run record: whoever
 * moves a job's next due time writes the record of what it passes, and only one can move it from where it stands.
 */
final class JobRuns {
    private final JobStore store;
    private final JobReferences references;
    private final Runs runs;
    private final JobConfig config;

    @Inject
    JobRuns(JobStore store, JobReferences references, Runs runs, JobConfig config) {
        this.store = store;
        this.references = references;
        this.runs = runs;
        this.config = config;
    }

    /** Begins the one run that covers everything due, if anything is and the job's state allows it. */
    boolean beginDue(Job job, Instant now) {
        if (job.state().verdict(Action.START_RUN) != Verdict.ALLOWED) {
            return false;
        }
        Optional<DueSpan> taken = takeDue(job, now);
        taken.ifPresent(due -> runs.begin(plan(job), RunTrigger.SCHEDULE, due, now));
        return taken.isPresent();
    }

    /**
     * Begins a run that was asked for; due times stay as they are.
     *
     * @throws WrongState while the job is PAUSED or STOPPED
     */
    Run beginNow(Job job, Instant now) {
        job.takes(Action.START_RUN);
        return runs.begin(plan(job), RunTrigger.REQUEST, null, now);
    }

    /** Leaves one SKIPPED record of everything due that no run will cover, if there is anything. */
    void skipDue(Job job, Instant now) {
        takeDue(job, now).ifPresent(due -> runs.recordSkipped(plan(job), due, now));
    }

    /** Cancels what is active. */
    void cancelAll(ResourceName job, Instant now) {
        runs.cancelAll(job, now);
    }

    private Optional<DueSpan> takeDue(Job job, Instant now) {
        DueTimes times = config.dueTimes(job.definition());
        return times.covered(job.nextDue(), now)
                .filter(due -> store.advance(job.name(), job.nextDue(), times.nextAfter(due.last())))
                .map(due -> new DueSpan(due.first(), due.last(), due.count()));
    }

    private RunPlan plan(Job job) {
        return job.plan(references.labels(job.definition().annotationSpecSet()));
    }
}
