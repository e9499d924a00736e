package dev.assay.server.sampling;

import com.google.common.collect.Iterables;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells whoever watches a model version how its predictions are sampled, as soon as that changes. It looks into the
 * store, so it sees what other replicas did.
 */
@Singleton
public final class PolicyWatch {
    private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(10);

    /** Versions that one query asks for. */
    private static final int MAX_VERSIONS = 500;

    private final SamplingStore store;
    private final Transactions transactions;
    private final Map<ResourceName, Set<Watcher>> watchers = new HashMap<>();

    @Inject
    PolicyWatch(SamplingStore store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    /** Is told of policies. Must not block and must not throw: all watchers wait for each other. */
    public interface Listener {
        /** The policy in force from now on. */
        void policy(Policy policy);

        /** The last policy is still in force. */
        void heartbeat();
    }

    /** A watch that lasts until it is cancelled. */
    public interface Watch {
        /** Ends the watch; harmless to repeat. */
        void cancel();
    }

    /** Tells the listener the policy in force before it returns, and every change afterwards. */
    public synchronized Watch watch(ResourceName modelVersion, Listener listener, Instant now) {
        Policy policy = policies(List.of(modelVersion)).getOrDefault(modelVersion, Policy.closed(modelVersion));
        Watcher watcher = new Watcher(listener, policy, now);
        watchers.computeIfAbsent(modelVersion, version -> new LinkedHashSet<>()).add(watcher);
        listener.policy(policy);
        return () -> cancel(modelVersion, watcher);
    }

    /** Looks for changes and tells them, and heartbeats where it is time; for the clock door, twice a second. */
    public synchronized void poll(Instant now) {
        if (watchers.isEmpty()) {
            return;
        }
        Map<ResourceName, Policy> policies = policies(watchers.keySet());
        watchers.forEach((version, watching) -> {
            Policy policy = policies.getOrDefault(version, Policy.closed(version));
            watching.forEach(watcher -> watcher.tell(policy, now));
        });
    }

    /** How many watches last. */
    public synchronized int size() {
        return watchers.values().stream().mapToInt(Set::size).sum();
    }

    private synchronized void cancel(ResourceName modelVersion, Watcher watcher) {
        watchers.computeIfPresent(modelVersion, (version, watching) -> {
            watching.remove(watcher);
            return watching.isEmpty() ? null : watching;
        });
    }

    private Map<ResourceName, Policy> policies(Iterable<ResourceName> versions) {
        Map<ResourceName, Policy> policies = new HashMap<>();
        for (List<ResourceName> some : Iterables.partition(versions, MAX_VERSIONS)) {
            transactions
                    .read(() -> store.policies(some))
                    .forEach(policy -> policies.put(policy.modelVersion(), policy));
        }
        return policies;
    }

    /** One watch: what it was told last, and when. */
    private static final class Watcher {
        private final Listener listener;
        private Policy told;
        private Instant toldTime;

        Watcher(Listener listener, Policy told, Instant toldTime) {
            this.listener = listener;
            this.told = told;
            this.toldTime = toldTime;
        }

        void tell(Policy policy, Instant now) {
            if (!policy.isLike(told)) {
                told = policy;
                toldTime = now;
                listener.policy(policy);
            } else if (!now.isBefore(toldTime.plus(HEARTBEAT_INTERVAL))) {
                toldTime = now;
                listener.heartbeat();
            }
        }
    }
}
