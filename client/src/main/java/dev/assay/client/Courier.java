package dev.assay.client;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a logger. It alone touches the streams and what is in flight; gRPC's threads only post to its
 * mailbox, callers only wake it. So nothing here needs a lock.
 */
final class Courier implements Runnable {
    private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long REST_AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A part of the courier's work. */
    interface Duty {
        /**
         * Does what is due, and if someone waits for it, what could still be put off. Answers how many nanoseconds may
         * pass until the next call, if nothing is posted.
         */
        long step(long now, boolean awaited);

        /** The last call. */
        void end();
    }

    /** Someone who waits for everything queued so far. */
    interface Awaited {
        boolean reached();
    }

    private record Waiter(Awaited awaited, CountDownLatch done) {}

    private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private final Thread thread;
    private final LongSupplier ticker;
    private final Problems problems;
    private List<Duty> duties = List.of();
    private volatile boolean ending;

    Courier(String name, LongSupplier ticker, Problems problems) {
        this.ticker = ticker;
        this.problems = problems;
        this.thread = new Thread(this, name);
        this.thread.setDaemon(true);
    }

    void start(List<Duty> work) {
        duties = List.copyOf(work);
        thread.start();
    }

    /** Runs this on the courier's thread, soon. */
    void post(Runnable letter) {
        mailbox.add(letter);
        wake();
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    /** Waits for what {@code mark}, run on the courier's thread, says to wait for; false if time ran out first. */
    boolean await(Supplier<Awaited> mark, long nanos) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        post(() -> waiters.add(new Waiter(mark.get(), done)));
        return done.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Ends the thread and waits for it, at most so long. */
    void end(long nanos) throws InterruptedException {
        ending = true;
        wake();
        if (Thread.currentThread() != thread) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        }
    }

    @Override
    public void run() {
        while (!ending) {
            long rest = REST_AFTER_FAILURE_NANOS;
            try {
                rest = turn();
            } catch (RuntimeException e) {
                // A thread that died would leave its logger mute for good.
                problems.tell(Status.fromThrowable(e));
            }
            LockSupport.parkNanos(this, rest);
        }
        duties.forEach(Duty::end);
    }

    private long turn() {
        @Nullable Runnable letter = mailbox.poll();
        while (letter != null) {
            letter.run();
            letter = mailbox.poll();
        }
        long now = ticker.getAsLong();
        long rest = LONGEST_REST_NANOS;
        for (Duty duty : duties) {
            rest = Math.min(rest, duty.step(now, !waiters.isEmpty()));
        }
        waiters.removeIf(waiter -> {
            boolean reached = waiter.awaited.reached();
            if (reached) {
                waiter.done.countDown();
            }
            return reached;
        });
        return Math.max(1, rest);
    }
}
