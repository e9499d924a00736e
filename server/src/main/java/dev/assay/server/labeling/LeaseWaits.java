package dev.assay.server.labeling;

import dev.assay.server.labeling.LabelingTaskStore.PoolEnd;
import dev.assay.server.vocabulary.Failure;
import dev.assay.server.vocabulary.Overloaded;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * People who wait for a question. One query tells for all of them which tasks may have something new; only whoever waits
 * for one of those tries to lease, in the order in which they came. So what another replica gives back is seen as well.
 */
@Singleton
public final class LeaseWaits {
    private static final int MOST_WAITS = 10_000;

    /** Everybody tries now and then, for what was left behind in a pool. */
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(10);

    private final LabelingTaskStore store;
    private final Desk desk;
    private final Transactions transactions;
    private final ConcurrentSkipListMap<Long, Wait> waits = new ConcurrentSkipListMap<>();
    private final AtomicLong numbers = new AtomicLong();

    @Inject
    LeaseWaits(LabelingTaskStore store, Desk desk, Transactions transactions) {
        this.store = store;
        this.desk = desk;
        this.transactions = transactions;
    }

    /** Is told how a wait ends, once. Must not block. */
    public interface Listener {
        /**
         * There is a question; it is leased.
         *
         * @param isNew whether it was leased for this wait; otherwise the person holds it already, by another call
         */
        void question(Question question, boolean isNew);

        /** The time is over. */
        void nothing();

        /** There will be none. */
        void failed(Failure failure);
    }

    /** Somebody who waits. */
    public final class Wait implements AutoCloseable {
        private final long number = numbers.incrementAndGet();
        private final Person person;
        private final ResourceName scope;
        private final Instant until;
        private final Listener listener;
        private @Nullable Map<ResourceName, Long> seen;
        private Instant nextTry = Instant.MIN;

        private Wait(Person person, ResourceName scope, Instant until, Listener listener) {
            this.person = person;
            this.scope = scope;
            this.until = until;
            this.listener = listener;
        }

        private ResourceName project() {
            return scope.kind() == ResourceKind.PROJECT ? scope : scope.ancestor(ResourceKind.PROJECT);
        }

        private boolean concerns(ResourceName task) {
            return scope.kind() == ResourceKind.PROJECT ? task.project().equals(scope.project()) : task.equals(scope);
        }

        /** Ends the wait; harmless to repeat. The listener is told nothing, unless it is being told already. */
        @Override
        public void close() {
            waits.remove(number);
        }
    }

    /**
     * Waits for a question, as {@link Desk#lease} gives them.
     *
     * @param until when to give up
     * @throws Overloaded if too many wait
     */
    public Wait await(Person person, ResourceName scope, Instant until, Listener listener) {
        if (waits.size() >= MOST_WAITS) {
            throw new Overloaded(MOST_WAITS + " people wait for a question already", BETWEEN_TRIES);
        }
        Wait wait = new Wait(person, scope, until, listener);
        waits.put(wait.number, wait);
        return wait;
    }

    /** How many people wait. */
    public int size() {
        return waits.size();
    }

    /**
     * Looks for questions for those who wait; for the clock, twice a second.
     *
     * @throws Unavailable if the store cannot be reached; everybody goes on waiting
     */
    public void poll(Instant now) {
        waits.values().stream().filter(wait -> !now.isBefore(wait.until)).forEach(wait -> {
            if (waits.remove(wait.number, wait)) {
                wait.listener.nothing();
            }
        });
        if (waits.isEmpty()) {
            return;
        }
        List<PoolEnd> ends = poolEnds();
        Set<ResourceName> given = new HashSet<>();
        for (Wait wait : waits.values()) {
            Map<ResourceName, Long> current = ends.stream()
                    .filter(end -> wait.concerns(end.task()))
                    .collect(Collectors.toMap(PoolEnd::task, PoolEnd::position));
            boolean isNew = wait.seen == null || !wait.seen.equals(current);
            if (isNew || !now.isBefore(wait.nextTry)) {
                wait.seen = current;
                wait.nextTry = now.plus(BETWEEN_TRIES);
                if (tryLeasing(wait, now, given)) {
                    ends = poolEnds();
                }
            }
        }
    }

    private List<PoolEnd> poolEnds() {
        List<ResourceName> projects =
                waits.values().stream().map(Wait::project).distinct().toList();
        return projects.isEmpty() ? List.of() : transactions.read(() -> store.poolEnds(projects));
    }

    /**
     * Whether the person got a question.
     *
     * @param given questions that were leased for others at this moment: for the same person too, if they wait twice
     */
    private boolean tryLeasing(Wait wait, Instant now, Set<ResourceName> given) {
        if (!waits.containsKey(wait.number)) {
            return false;
        }
        Optional<Question> leased;
        try {
            leased = desk.lease(wait.person, wait.scope, now);
        } catch (Unavailable | Overloaded passing) {
            throw passing;
        } catch (Failure failure) {
            if (waits.remove(wait.number, wait)) {
                wait.listener.failed(failure);
            }
            return false;
        }
        if (leased.isEmpty()) {
            return false;
        }
        Question question = leased.get();
        boolean isNew = question.leaseTime().equals(now) && !given.contains(question.name());
        if (waits.remove(wait.number, wait)) {
            given.add(question.name());
            wait.listener.question(question, isNew);
        } else if (isNew) {
            giveBack(question, now);
        }
        return true;
    }

    /** Whoever waited has left meanwhile, and nobody has seen the question. */
    private void giveBack(Question unseen, Instant now) {
        try {
            desk.release(unseen.name(), unseen.person(), unseen.number(), now);
        } catch (WrongState closed) {
            // Then there is nothing to give back.
        }
    }
}
