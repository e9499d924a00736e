package dev.assay.server.grpc;

import dev.assay.server.vocabulary.Overloaded;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * How much of what clients sent waits to be stored, over all calls and streams: at most 64 MiB. Streams are let ask for
 * more as long as three quarters are free of it, so that what they have asked for already finds room.
 */
@Singleton
final class QueuedBytes {
    static final long MAX_BYTES = 64L << 20;

    private static final long MAX_BYTES_TO_ASK_FOR_MORE = MAX_BYTES / 4 * 3;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private static final long MAX_WINDOW_BYTES = 1 << 20;

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private long held;
    private int streams;

    @Inject
    QueuedBytes() {}

    /**
     * Does the work of a call while its message is counted.
     *
     * @throws Overloaded if there is no room for the message
     */
    <T> T during(long bytes, Supplier<T> work) {
        hold(bytes);
        try {
            return work.get();
        } finally {
            release(bytes);
        }
    }

    /**
     * Counts a message until it is released.
     *
     * @throws Overloaded if there is no room for it
     */
    synchronized void hold(long bytes) {
        if (held + bytes > MAX_BYTES) {
            throw new Overloaded(
                    "more than " + MAX_BYTES + " bytes of predictions and ground truth wait to be stored", RETRY_AFTER);
        }
        held += bytes;
    }

    /** Counts a message no longer, and calls those that wait for room. */
    void release(long bytes) {
        List<Runnable> called = List.of();
        synchronized (this) {
            held -= bytes;
            if (held < MAX_BYTES_TO_ASK_FOR_MORE && !waiting.isEmpty()) {
                called = new ArrayList<>(waiting);
                waiting.clear();
            }
        }
        called.forEach(Runnable::run);
    }

    /** Whether a stream may ask for more; if not, it is called once there is room. It must not block then. */
    synchronized boolean hasRoomOrCalls(Runnable waiter) {
        if (held < MAX_BYTES_TO_ASK_FOR_MORE) {
            return true;
        }
        waiting.add(waiter);
        return false;
    }

    /** A stream begins to ask for messages. */
    synchronized void opened() {
        streams++;
    }

    /** A stream asks for no more messages. */
    synchronized void closed() {
        streams--;
    }

    /** How much one stream may have asked for at a time: together they find room when they may ask at all. */
    synchronized long windowBytes() {
        return Math.min(MAX_WINDOW_BYTES, (MAX_BYTES - MAX_BYTES_TO_ASK_FOR_MORE) / Math.max(1, streams));
    }

    /** How many bytes are counted now. */
    synchronized long held() {
        return held;
    }
}
