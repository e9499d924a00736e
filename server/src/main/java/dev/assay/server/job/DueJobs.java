package dev.assay.server.job;

import dev.assay.server.run.Run;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import java.time.Instant;

/** Starts runs of jobs, and removes jobs that were deleted. The clock calls it again and again; repeating is harmless. */
public final class DueJobs {
    /** One commit for many runs, and still a transaction that nobody waits long for. */
    private static final int STARTED_AT_ONCE = 25;

    private static final int REMOVED_AT_ONCE = 100;

    private final JobStore store;
    private final Jobs jobs;
    private final JobRuns runs;
    private final Transactions transactions;
    private final JobConfig config;

    @Inject
    DueJobs(JobStore store, Jobs jobs, JobRuns runs, Transactions transactions, JobConfig config) {
        this.store = store;
        this.jobs = jobs;
        this.runs = runs;
        this.transactions = transactions;
        this.config = config;
    }

    /** A way through the jobs that are due by now, none of which has begun yet. */
    public DueSweep sweep(Instant now) {
        return sweep(now, STARTED_AT_ONCE);
    }

    DueSweep sweep(Instant now, int jobsAtOnce) {
        return new DueSweep(store, runs, transactions, now, jobsAtOnce);
    }

    /**
     * Begins a run that was asked for, over everything sampled since the run before. The schedule is not moved.
     *
     * @throws NotFound if there is no such job
     * @throws WrongState while it is PAUSED or STOPPED
     */
    public Run startNow(ResourceName job, Instant now) {
        return transactions.write(() -> {
            transactions.lock(job);
            return runs.beginNow(jobs.get(job, now), now);
        });
    }

    /** Removes jobs that have been shown as STOPPED for long enough; answers how many. */
    public int removeLingering(Instant now) {
        Instant until = now.minus(config.deletedJobLinger());
        return transactions.write(() -> store.removeStopped(until, REMOVED_AT_ONCE));
    }
}
