package dev.assay.server.labeling;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import dev.assay.server.labeling.KnownTasks.KnownTask;
import dev.assay.server.labeling.QuestionStore.Outlook;
import dev.assay.server.labeling.QuestionStore.TakenItem;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the next question of a task for a person. Mostly it is the next item of the pool, and found by two statements. */
@Singleton
final class Pool {
    private static final int ITEMS_PER_LOOK = 2_000;
    private static final int LOOKS_PER_CALL = 10;
    private static final int MOST_WALKS = 100_000;

    private final QuestionStore store;
    private final Transactions transactions;
    private final Ids ids;
    private final LoadingCache<Walker, Walk> walks =
            CacheBuilder.newBuilder().maximumSize(MOST_WALKS).build(CacheLoader.from(Walk::new));

    private record Walker(TaskKey task, Person person) {}

    @Inject
    Pool(QuestionStore store, Transactions transactions, Ids ids) {
        this.store = store;
        this.transactions = transactions;
        this.ids = ids;
    }

    /** Leases the next question to a person, or answers the one that they hold. */
    Optional<Question> next(KnownTask task, Person person, Instant now) {
        Walk walk = walks.getUnchecked(new Walker(task.key(), person));
        Optional<Question> leased = lease(task, person, walk.front(), null, now);
        if (leased.isEmpty()) {
            leased = transactions.read(() -> store.held(task.key(), person, now));
        }
        if (leased.isEmpty()) {
            leased = lookAround(task, person, walk, now);
        }
        return leased;
    }

    private Optional<Question> lookAround(KnownTask task, Person person, Walk walk, Instant now) {
        int looks = 0;
        while (looks++ < LOOKS_PER_CALL) {
            Outlook ahead = look(task, person, walk.front());
            Optional<Question> leased = leaseFound(task, person, ahead, null, now);
            if (leased.isPresent()) {
                return leased;
            }
            Long seen = seen(ahead);
            if (seen != null) {
                walk.lookedTo(seen);
            }
            if (ahead.next() == null && ahead.isEnd()) {
                break;
            }
        }
        while (looks++ < LOOKS_PER_CALL) {
            Long back = walk.back(now);
            if (back == null) {
                break;
            }
            Outlook behind = look(task, person, back);
            Optional<Question> leased = leaseFound(task, person, behind, walk.front(), now);
            if (leased.isPresent()) {
                return leased;
            }
            Long seen = seen(behind);
            if (seen != null) {
                walk.lookedBackTo(seen);
            }
            if (behind.next() == null && behind.isEnd()) {
                walk.endRound(now);
            }
        }
        return Optional.empty();
    }

    private Outlook look(KnownTask task, Person person, @Nullable Long after) {
        return transactions.read(() -> store.lookAhead(task.key(), person, after, ITEMS_PER_LOOK));
    }

    /** An item that could not be taken although it was free is being taken by somebody else: it is passed over. */
    private static @Nullable Long seen(Outlook outlook) {
        return outlook.next() == null ? outlook.last() : outlook.next();
    }

    private Optional<Question> leaseFound(
            KnownTask task, Person person, Outlook outlook, @Nullable Long front, Instant now) {
        return outlook.next() == null ? Optional.empty() : lease(task, person, outlook.next() - 1, front, now);
    }

    /**
     * Takes the next item after a place and leases its question.
     *
     * @param front how far the person has come, if that is further than the item
     */
    private Optional<Question> lease(
            KnownTask task, Person person, @Nullable Long after, @Nullable Long front, Instant now) {
        try {
            return transactions.write(() -> {
                Optional<TakenItem> taken = store.take(task.key(), person, after, now);
                return taken.map(item -> store.lease(
                                task.key(),
                                item,
                                person,
                                ids.next(now),
                                front == null ? item.position() : Math.max(front, item.position()),
                                now,
                                now.plus(task.plan().questionDuration()))
                        .orElseThrow(Undone::new));
            });
        } catch (Undone takenTwice) {
            // The same person was given the item by another call at the same moment.
            return Optional.empty();
        }
    }
}
