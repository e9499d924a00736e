package dev.assay.server.work;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Events in the order of their virtual time; those of one moment in the order in which they were planned. */
final class VirtualTime {
    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
    private static final long MICROS_PER_MILLI = 1_000;

    private final PriorityQueue<Event> planned =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::order));
    private long now;
    private long events;
    private long ordered;

    private record Event(long time, long order, Runnable action) {}

    /** Milliseconds since the beginning, with microseconds as fractions. */
    double nowMillis() {
        return now / (double) MICROS_PER_MILLI;
    }

    /** Microseconds since the beginning. */
    long now() {
        return now;
    }

    /** The time that a clock shows which is ahead by this much, or behind. */
    Instant onClock(long skewMicros) {
        return START.plusNanos((now + skewMicros) * 1_000);
    }

    void after(long micros, Runnable action) {
        planned.add(new Event(now + micros, ordered++, action));
    }

    /** Lets the next event happen; false if none is planned. */
    boolean step() {
        Event next = planned.poll();
        if (next == null) {
            return false;
        }
        now = next.time();
        events++;
        next.action().run();
        return true;
    }

    /** How many events have happened. */
    long events() {
        return events;
    }
}
