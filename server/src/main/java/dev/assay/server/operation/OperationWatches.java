package dev.assay.server.operation;

import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who waits for the end of which operation. Ends are found by asking the store for all watched operations at once, so
 * those on another replica are seen like our own; the clock door calls {@link #poll}.
 */
public final class OperationWatches {
    /** How often the clock is to poll. */
    public static final Duration PERIOD = Duration.ofMillis(500);

    private static final int OPERATIONS_PER_QUERY = 500;

    private final OperationStore store;
    private final Transactions transactions;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

    /** One who waits. Closing it is harmless to repeat. */
    public final class Watch implements AutoCloseable {
        private final ResourceName operation;
        private final Instant until;
        private final Runnable listener;

        private Watch(ResourceName operation, Instant until, Runnable listener) {
            this.operation = operation;
            this.until = until;
            this.listener = listener;
        }

        private void end() {
            if (watches.remove(this)) {
                listener.run();
            }
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }

    @Inject
    OperationWatches(OperationStore store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    /**
     * Waits for an operation to end or to go.
     *
     * @param until when to wait no longer: the listener hears at the last look before this time, so it should not be
     *     nearer than the next one
     * @param listener hears once, unless the watch is closed before; must not block
     */
    public Watch watch(ResourceName operation, Instant until, Runnable listener) {
        Watch watch = new Watch(operation, until, listener);
        watches.add(watch);
        return watch;
    }

    /** How many wait now. */
    public int waiting() {
        return watches.size();
    }

    /** Looks at every watched operation once and tells who need wait no longer. */
    public void poll(Instant now) {
        Instant nextLook = now.plus(PERIOD);
        watches.stream().filter(watch -> !watch.until.isAfter(nextLook)).forEach(Watch::end);
        List<ResourceName> names =
                watches.stream().map(watch -> watch.operation).distinct().toList();
        for (int from = 0; from < names.size(); from += OPERATIONS_PER_QUERY) {
            Set<ResourceName> some =
                    Set.copyOf(names.subList(from, Math.min(from + OPERATIONS_PER_QUERY, names.size())));
            Set<ResourceName> underWay = transactions.read(() -> store.underWay(some));
            watches.stream()
                    .filter(watch -> some.contains(watch.operation) && !underWay.contains(watch.operation))
                    .forEach(Watch::end);
        }
    }
}
