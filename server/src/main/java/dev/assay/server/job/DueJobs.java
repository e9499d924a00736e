package dev.assay.server.job;

import dev.assay.server.run.Run;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Overloaded;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts runs of jobs, and removes jobs that were deleted. The clock calls it again and again; repeating is harmless. */
public final class DueJobs {
    private static final Logger log = LoggerFactory.getLogger(DueJobs.class);
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

    /**
     * Begins a run of each of up to {@code limit} jobs that are due, longest due first, each in a transaction of its own.
     * A run covers all due times up to now that no run record covers yet. Answers how many began; a job that fails is
     * tried again at the next call and does not keep others from starting.
     */
    public int startDue(Instant now, int limit) {
        int begun = 0;
        for (ResourceName name : store.due(now, limit)) {
            try {
                begun += beginDue(name, now) ? 1 : 0;
            } catch (Unavailable | Overloaded troubleOfTheStore) {
                throw troubleOfTheStore;
            } catch (RuntimeException e) {
                log.error("cannot begin the run that is due of {}", name, e);
            }
        }
        return begun;
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

    private boolean beginDue(ResourceName name, Instant now) {
        return transactions.write(() -> {
            transactions.lock(name);
            return store.find(name).map(job -> runs.beginDue(job, now)).orElse(false);
        });
    }
}
