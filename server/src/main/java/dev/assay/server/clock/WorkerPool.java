package dev.assay.server.clock;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.work.Bell;
import dev.assay.server.work.Claim;
import dev.assay.server.work.Workbench;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that claim work and do it, and one that extends the leases of what is being done. A worker whose lease has
 * passed on is interrupted: what it would still write is refused by its fence in any case.
 */
final class WorkerPool {
    private static final Logger log = LoggerFactory.getLogger(WorkerPool.class);
    private static final int HEARTBEATS_PER_LEASE = 4;

    private final Workbench workbench;
    private final Bell bell;
    private final InstantSource clock;
    private final ClockConfig config;
    private final ExecutorService workers;
    private final ScheduledExecutorService heart;
    private final Map<Claim, Step> active = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    @Inject
    WorkerPool(Workbench workbench, Bell bell, InstantSource clock, ClockConfig config) {
        this.workbench = workbench;
        this.bell = bell;
        this.clock = () -> Micros.truncate(clock.instant());
        this.config = config;
        this.workers = Executors.newFixedThreadPool(config.workers(), named("worker-%d"));
        this.heart = Executors.newSingleThreadScheduledExecutor(named("heartbeat"));
    }

    void start() {
        for (int i = 0; i < config.workers(); i++) {
            workers.execute(this::workUntilStopped);
        }
        long beat = config.lease().toNanos() / HEARTBEATS_PER_LEASE;
        heart.scheduleAtFixedRate(this::extendLeases, beat, beat, TimeUnit.NANOSECONDS);
    }

    /** Claims nothing more; steps may end within the limit, then they are interrupted and their leases handed back. */
    void stop(Duration limit) throws InterruptedException {
        stopping = true;
        workers.shutdown();
        bell.ringAll(config.workers());
        if (!workers.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            workbench.cutOff();
            active.values().forEach(Step::interrupt);
            workers.awaitTermination(limit.toNanos() / 2, TimeUnit.NANOSECONDS);
        }
        heart.shutdownNow();
    }

    private void workUntilStopped() {
        while (!stopping) {
            if (!workOnce() && !stopping) {
                bell.await(config.poll());
            }
        }
    }

    /** Whether there was anything to do. */
    private boolean workOnce() {
        try {
            Optional<Claim> claimed = workbench.claim(clock.instant());
            claimed.ifPresent(this::work);
            return claimed.isPresent();
        } catch (Unavailable e) {
            // Trouble of the store, of which every worker would tell the same at every look.
            log.warn("cannot look for work: {}", e.getMessage());
            return false;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            log.warn("cannot look for work", e);
            return false;
        }
    }

    private void work(Claim claim) {
        Step step = new Step(Thread.currentThread());
        active.put(claim, step);
        try {
            workbench.work(claim, clock);
        } finally {
            active.remove(claim);
            step.end();
        }
    }

    private void extendLeases() {
        active.forEach((claim, step) -> {
            try {
                if (!workbench.extend(claim, clock.instant())) {
                    log.warn("the lease on {} has passed on", claim.fence().resource());
                    step.interrupt();
                }
            } catch (RuntimeException | OutOfMemoryError e) {
                // The next beat tries again; if the lease runs out meanwhile, the fence keeps the step from writing.
                log.warn("cannot extend the lease on {}", claim.fence().resource(), e);
            }
        });
    }

    private static ThreadFactory named(String format) {
        return new ThreadFactoryBuilder().setNameFormat(format).setDaemon(true).build();
    }

    /** A step under way; an interrupt meant for it never reaches the one after it. */
    private static final class Step {
        private final Thread thread;
        private boolean ended;

        Step(Thread thread) {
            this.thread = thread;
        }

        synchronized void interrupt() {
            if (!ended) {
                thread.interrupt();
            }
        }

        synchronized void end() {
            ended = true;
            Thread.interrupted();
        }
    }
}
