package dev.assay.server.work;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells the workers of this process that there may be work, so that they need not wait for the next look. Only a matter
 * of speed: work that nobody rang for is found all the same.
 */
public final class Bell {
    private final Semaphore rings = new Semaphore(0);

    /** Wakes one waiting worker, or keeps the next one from waiting. */
    public void ring() {
        if (rings.availablePermits() == 0) {
            rings.release();
        }
    }

    /** Wakes this many workers. */
    public void ringAll(int workers) {
        rings.release(workers);
    }

    /** Waits for a ring or until the limit; an interrupt ends the wait early and is forgotten. */
    public boolean await(Duration limit) {
        try {
            return rings.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
