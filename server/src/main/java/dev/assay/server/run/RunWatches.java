package dev.assay.server.run;

import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Who wants to hear of which run. Changes are found by asking the store for all watched runs at once, so those made by
 * another replica are seen like our own; the clock door calls {@link #poll}.
 */
public final class RunWatches {
    private static final int RUNS_PER_QUERY = 500;

    private final RunStore store;
    private final RunProgress progress;
    private final Transactions transactions;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

    /** A standing interest in one run. Closing it is harmless to repeat. */
    public final class Watch implements AutoCloseable {
        private final Consumer<Run> listener;
        private Run last;

        private Watch(Run first, Consumer<Run> listener) {
            this.last = first;
            this.listener = listener;
        }

        private synchronized void see(Run current) {
            if (!current.equals(last)) {
                last = current;
                listener.accept(current);
            }
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }

    @Inject
    RunWatches(RunStore store, RunProgress progress, Transactions transactions) {
        this.store = store;
        this.progress = progress;
        this.transactions = transactions;
    }

    /**
     * Reports changes of a run from now on.
     *
     * @param first the run as the listener knows it
     * @param listener must not block
     */
    public Watch watch(Run first, Consumer<Run> listener) {
        Watch watch = new Watch(first, listener);
        watches.add(watch);
        return watch;
    }

    /** Looks at every watched run once and reports what changed. */
    public void poll() {
        List<ResourceName> names =
                watches.stream().map(watch -> watch.last.name()).distinct().toList();
        for (int from = 0; from < names.size(); from += RUNS_PER_QUERY) {
            List<ResourceName> some = names.subList(from, Math.min(from + RUNS_PER_QUERY, names.size()));
            Map<ResourceName, Run> current = progress.count(transactions.read(() -> store.findAll(some))).stream()
                    .collect(Collectors.toMap(Run::name, run -> run));
            for (Watch watch : watches) {
                Run run = current.get(watch.last.name());
                if (run != null) {
                    watch.see(run);
                }
            }
        }
    }
}
