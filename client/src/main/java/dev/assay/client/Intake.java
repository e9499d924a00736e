package dev.assay.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue between callers and the courier. Callers take no lock: they reserve room by adding and step back if
 * that was too much. Room is freed when the server has answered, not when a message was sent.
 */
final class Intake {
    private final LoggerSettings settings;
    private final Runnable wake;
    private final Queue<Pending> queue = new ConcurrentLinkedQueue<>();

    // Waiting or sent and not yet answered.
    private final AtomicLong heldPredictions = new AtomicLong();
    private final AtomicLong heldBytes = new AtomicLong();

    // Waiting only.
    private final AtomicLong waitingPredictions = new AtomicLong();
    private final AtomicLong waitingBytes = new AtomicLong();

    Intake(LoggerSettings settings, Runnable wake) {
        this.settings = settings;
        this.wake = wake;
    }

    /** Reserves room; false if there is none. */
    boolean reserve(Pending entry) {
        if (heldPredictions.addAndGet(entry.instances()) > settings.queuePredictions()) {
            heldPredictions.addAndGet(-entry.instances());
            return false;
        }
        if (heldBytes.addAndGet(entry.bytes()) > settings.queueBytes()) {
            heldPredictions.addAndGet(-entry.instances());
            heldBytes.addAndGet(-entry.bytes());
            return false;
        }
        return true;
    }

    /** Queues an entry that has room. Wakes the courier for the first one and when a batch is complete, not between. */
    void add(Pending entry) {
        long predictions = waitingPredictions.addAndGet(entry.instances());
        long bytes = waitingBytes.addAndGet(entry.bytes());
        queue.add(entry);
        boolean first = predictions == entry.instances();
        boolean countReached = predictions >= settings.batchPredictions()
                && predictions - entry.instances() < settings.batchPredictions();
        boolean bytesReached = bytes >= settings.batchBytes() && bytes - entry.bytes() < settings.batchBytes();
        if (first || countReached || bytesReached) {
            wake.run();
        }
    }

    /** Takes an entry back, if the courier has not taken it. */
    boolean remove(Pending entry) {
        if (!queue.remove(entry)) {
            return false;
        }
        taken(entry);
        return true;
    }

    /** Nanoseconds until a batch should go: 0 if one is complete or old, {@code Long.MAX_VALUE} if none waits. */
    long nanosUntilDue(long now) {
        if (waitingPredictions.get() == 0) {
            return Long.MAX_VALUE;
        }
        Pending oldest = queue.peek();
        if (oldest == null) {
            // A caller is between counting its entry and queueing it.
            return 1_000_000;
        }
        if (waitingPredictions.get() >= settings.batchPredictions() || waitingBytes.get() >= settings.batchBytes()) {
            return 0;
        }
        return Math.max(0, oldest.queuedAt() + settings.batchAge().toNanos() - now);
    }

    /** Takes the next batch, however small; empty if nothing waits. */
    List<Pending> take() {
        List<Pending> batch = new ArrayList<>();
        long predictions = 0;
        long bytes = 0;
        Pending next = queue.peek();
        while (next != null
                && (batch.isEmpty()
                        || (predictions + next.instances() <= settings.batchPredictions()
                                && bytes + next.bytes() <= settings.batchBytes()))) {
            @Nullable Pending entry = queue.poll();
            if (entry == null) {
                break;
            }
            taken(entry);
            batch.add(entry);
            predictions += entry.instances();
            bytes += entry.bytes();
            next = queue.peek();
        }
        return batch;
    }

    private void taken(Pending entry) {
        waitingPredictions.addAndGet(-entry.instances());
        waitingBytes.addAndGet(-entry.bytes());
    }

    /** Frees room: answered, refused or lost. */
    void release(long predictions, long bytes) {
        heldPredictions.addAndGet(-predictions);
        heldBytes.addAndGet(-bytes);
    }

    long heldPredictions() {
        return heldPredictions.get();
    }

    long heldBytes() {
        return heldBytes.get();
    }
}
