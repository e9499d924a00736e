package dev.assay.server.work;

import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Overloaded;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.Unavailable;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims work and has it done. Owns no thread: the clock door calls {@link #claim} and {@link #work}, and extends leases
 * while a step lasts.
 */
public final class Workbench {
    private static final Logger log = LoggerFactory.getLogger(Workbench.class);
    private static final int MAX_TRIES = 5;
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);

    private final WorkStore store;
    private final Transactions transactions;
    private final Map<WorkKind, Worker> workers;
    private final WorkConfig config;
    private final Counters counters;
    private volatile boolean cuttingOff;

    @Inject
    Workbench(WorkStore store, Transactions transactions, Set<Worker> workers, WorkConfig config, Counters counters) {
        this.store = store;
        this.transactions = transactions;
        this.workers = workers.stream().collect(Collectors.toMap(Worker::kind, Function.identity()));
        this.config = config;
        this.counters = counters;
    }

    /** The work that has been due longest, leased to this process; empty if nothing is due. */
    public Optional<Claim> claim(Instant now) {
        return store.claim(config.owner(), now, now.plus(config.lease()));
    }

    /** Extends the lease of work that is being done; false if it has passed on. */
    public boolean extend(Claim claim, Instant now) {
        return store.extend(claim.fence(), now.plus(config.lease()));
    }

    /** Says that steps are interrupted because the process stops: those that fail from now on have not failed. */
    public void cutOff() {
        cuttingOff = true;
    }

    /** Does one step and hands the work back. A failing step is tried again with growing pauses, five times in all. */
    public void work(Claim claim, InstantSource clock) {
        Worker worker = workers.get(claim.kind());
        if (worker == null) {
            throw new IllegalStateException("nobody does work of kind " + claim.kind());
        }
        try {
            Instant wakeTime = worker.step(claim, clock).wakeTime();
            if (wakeTime != null) {
                handBack(claim, wakeTime, 0);
            }
        } catch (Superseded lost) {
            log.info("{}", lost.getMessage());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            afterFailure(worker, claim, e, clock.instant());
        }
    }

    private void afterFailure(Worker worker, Claim claim, Throwable failure, Instant now) {
        // A step may have been interrupted; what follows must be written nevertheless.
        Thread.interrupted();
        if (cuttingOff) {
            handBackInterrupted(claim, now);
            return;
        }
        int tries = claim.tries() + 1;
        counters.add("assay.work.failures", 1, "kind", claim.kind().name());
        log.warn("a step of {} failed, try {} of {}", claim.fence().resource(), tries, MAX_TRIES, failure);
        try {
            if (failure instanceof Unavailable || failure instanceof Overloaded || tries < MAX_TRIES) {
                // Trouble of the store is nobody's fault: such a step is tried for as long as the trouble lasts.
                handBack(
                        claim,
                        now.plus(FIRST_BACKOFF.multipliedBy(1L << Math.min(claim.tries(), 5))),
                        Math.min(tries, MAX_TRIES - 1));
            } else {
                worker.giveUp(claim, failure, now);
            }
        } catch (RuntimeException e) {
            // The lease runs out and the step is tried again by whoever claims it then.
            log.warn("cannot hand {} back", claim.fence().resource(), e);
        }
    }

    private void handBackInterrupted(Claim claim, Instant now) {
        log.info("a step of {} was interrupted by the stop", claim.fence().resource());
        try {
            handBack(claim, now, claim.tries());
        } catch (RuntimeException e) {
            log.warn("cannot hand {} back", claim.fence().resource(), e);
        }
    }

    private void handBack(Claim claim, Instant wakeTime, int tries) {
        transactions.write(() -> store.handBack(claim.fence(), wakeTime, tries));
    }
}
