package dev.assay.server.job;

import static java.util.Comparator.comparing;

import dev.assay.server.vocabulary.Overloaded;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.Unavailable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One way through everything that was due at one time, longest due first. It never turns back: jobs whose runs cannot
 * begin are passed once and keep none of the others from starting. Several servers may sweep at once.
 */
public final class DueSweep {
    private static final Logger log = LoggerFactory.getLogger(DueSweep.class);

    private final JobStore store;
    private final JobRuns runs;
    private final Transactions transactions;
    private final Instant until;
    private final int jobsAtOnce;

    private @Nullable DueJob last;
    private boolean done;

    DueSweep(JobStore store, JobRuns runs, Transactions transactions, Instant until, int jobsAtOnce) {
        this.store = store;
        this.runs = runs;
        this.transactions = transactions;
        this.until = until;
        this.jobsAtOnce = jobsAtOnce;
    }

    /** Whether it has come to the end. */
    public boolean isDone() {
        return done;
    }

    /**
     * Begins the runs of the next jobs, in one transaction; answers how many began. A run covers all due times up to now
     * that no run record covers yet. A job that fails stays due for the next sweep.
     */
    public int startSome(Instant now) {
        List<DueJob> found = store.due(until, last, jobsAtOnce);
        done = found.size() < jobsAtOnce;
        if (found.isEmpty()) {
            return 0;
        }
        last = found.get(found.size() - 1);
        return start(found.stream().map(DueJob::name).toList(), now);
    }

    /** All of them or, if one fails, each by itself. */
    private int start(List<ResourceName> names, Instant now) {
        try {
            return transactions.write(() -> startTogether(names, now));
        } catch (Overloaded troubleOfTheStore) {
            throw troubleOfTheStore;
        } catch (Unavailable e) {
            if (!e.isBusy()) {
                throw e;
            }
            return startEach(names, now, e);
        } catch (RuntimeException e) {
            return startEach(names, now, e);
        }
    }

    private int startEach(List<ResourceName> names, Instant now, RuntimeException failure) {
        if (names.size() == 1) {
            log.error("cannot begin the run that is due of {}", names.get(0), failure);
            return 0;
        }
        return names.stream().mapToInt(name -> start(List.of(name), now)).sum();
    }

    private int startTogether(List<ResourceName> names, Instant now) {
        // By name, as everybody who writes to several jobs does: two that meet must not wait for each other.
        names.stream().sorted().forEach(transactions::lock);
        List<Job> jobs =
                store.findAll(names).stream().sorted(comparing(Job::name)).toList();
        int begun = 0;
        for (Job job : jobs) {
            begun += runs.beginDue(job, now) ? 1 : 0;
        }
        return begun;
    }
}
