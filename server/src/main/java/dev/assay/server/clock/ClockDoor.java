package dev.assay.server.clock;

import jakarta.inject.Inject;
import java.time.Duration;

/** Drives durable work and ticks from start to stop. */
public final class ClockDoor {
    private final WorkerPool workers;
    private final Ticker ticker;

    @Inject
    ClockDoor(WorkerPool workers, Ticker ticker) {
        this.workers = workers;
        this.ticker = ticker;
    }

    /** Begins to work and to tick. */
    public void start() {
        workers.start();
        ticker.start();
    }

    /** Lets what runs come to an end within the limit; leases of steps that do not are handed back. */
    public void stop(Duration limit) throws InterruptedException {
        long began = System.nanoTime();
        // A tick begins anew after any stop; a step has more to lose.
        ticker.stop(limit.dividedBy(4));
        workers.stop(limit.minusNanos(System.nanoTime() - began));
    }
}
