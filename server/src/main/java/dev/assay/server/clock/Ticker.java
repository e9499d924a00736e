package dev.assay.server.clock;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.Unavailable;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the ticks, each on a thread of its own, so that none delays another and none overlaps itself. */
final class Ticker {
    private static final Logger log = LoggerFactory.getLogger(Ticker.class);

    private final Set<Tick> ticks;
    private final InstantSource clock;
    private final Counters counters;
    private final ScheduledThreadPoolExecutor threads;

    @Inject
    Ticker(Set<Tick> ticks, InstantSource clock, Counters counters) {
        this.ticks = ticks;
        this.clock = clock;
        this.counters = counters;
        this.threads = new ScheduledThreadPoolExecutor(
                Math.max(1, ticks.size()),
                new ThreadFactoryBuilder()
                        .setNameFormat("tick-%d")
                        .setDaemon(true)
                        .build());
    }

    void start() {
        for (Tick tick : ticks) {
            threads.scheduleAtFixedRate(() -> run(tick), 0, tick.period().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Starts no further tick and waits for the running ones; after the limit they are interrupted. */
    void stop(Duration limit) throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            threads.shutdownNow();
        }
    }

    private void run(Tick tick) {
        long began = System.nanoTime();
        try {
            tick.action().run(Micros.truncate(clock.instant()));
        } catch (Unavailable e) {
            counters.add("assay.tick.failures", 1, "tick", tick.name());
            log.warn("the tick {} failed: {}", tick.name(), e.getMessage());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            counters.add("assay.tick.failures", 1, "tick", tick.name());
            log.warn("the tick {} failed", tick.name(), e);
        }
        counters.took("assay.tick", Duration.ofNanos(System.nanoTime() - began), "tick", tick.name());
    }
}
