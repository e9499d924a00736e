package dev.assay.server.boot;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parts that start in the order they were added and stop in reverse. A part that cannot start has those before it
 * stopped again; a part that cannot stop does not keep the others from stopping.
 */
public final class Lifecycle {
    private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

    private final List<Part> parts = new ArrayList<>();
    private final Deque<Part> running = new ArrayDeque<>();

    private record Part(String name, Step start, Stop stop, Duration limit) {}

    /** What a part does when it starts. */
    @FunctionalInterface
    public interface Step {
        /** Starts; the part is ready when this returns. */
        void run() throws Exception;
    }

    /** What a part does when it stops. */
    @FunctionalInterface
    public interface Stop {
        /** Stops within the limit, by force if need be. */
        void run(Duration limit) throws Exception;
    }

    /** Adds a part, to be started after those before it. */
    public synchronized void add(String name, Step start, Stop stop, Duration limit) {
        parts.add(new Part(name, start, stop, limit));
    }

    /** Starts every part. If one fails, stops those that were started and throws what it threw. */
    public synchronized void start() throws Exception {
        for (Part part : parts) {
            long began = System.nanoTime();
            try {
                part.start().run();
            } catch (Exception | Error e) {
                log.error("cannot start the {}", part.name());
                stop();
                throw e;
            }
            running.push(part);
            log.debug("started the {} in {} ms", part.name(), millisSince(began));
        }
    }

    /**
     * Stops what runs, in reverse; harmless to repeat. The limits run from the start of the stop, so that parts which need
     * all of theirs do not add up; each has at least a quarter of its own, to end in order.
     */
    public synchronized void stop() {
        long stopBegan = System.nanoTime();
        while (!running.isEmpty()) {
            Part part = running.pop();
            long began = System.nanoTime();
            try {
                part.stop().run(left(part.limit(), stopBegan));
                log.info("stopped the {} in {} ms", part.name(), millisSince(began));
            } catch (Exception e) {
                log.error("cannot stop the {}", part.name(), e);
            }
        }
    }

    private static Duration left(Duration limit, long began) {
        Duration left = limit.minusNanos(System.nanoTime() - began);
        Duration least = limit.dividedBy(4);
        return left.compareTo(least) > 0 ? left : least;
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
