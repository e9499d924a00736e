package dev.assay.server.labeling;

import dev.assay.server.labeling.KnownTasks.KnownTask;
import dev.assay.server.labeling.Question.State;
import dev.assay.server.labeling.QuestionStore.ItemState;
import dev.assay.server.labeling.QuestionStore.Lease;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.vocabulary.WrongState;
import dev.assay.server.work.WorkStore;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;

/** Takes questions back: those that people skip or release, and those whose time is over. */
final class Returns {
    private static final int MAX_TRIES = 3;
    private static final int EXPIRED_AT_ONCE = 200;

    private final QuestionStore store;
    private final WorkStore work;
    private final Refusals refusals;
    private final Transactions transactions;

    @Inject
    Returns(QuestionStore store, WorkStore work, Refusals refusals, Transactions transactions) {
        this.store = store;
        this.work = work;
        this.refusals = refusals;
        this.transactions = transactions;
    }

    /**
     * Takes a question back; harmless to repeat.
     *
     * @param reason why it is skipped; else empty
     * @return whether it was not taken back before
     * @throws WrongState if the person does not hold it
     * @throws NotFound if there is no such question
     */
    boolean take(KnownTask task, Lease lease, State to, String reason, Instant now) {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            if (tryTaking(task, lease, to, reason, now)) {
                return true;
            }
            WrongState refusal = refusals.reason(task, lease, now);
            if (refusal != null && isRepeated(task, lease, to)) {
                return false;
            } else if (refusal != null) {
                throw refusal;
            }
        }
        throw new Unavailable("the question changed again and again", null);
    }

    private boolean tryTaking(KnownTask task, Lease lease, State to, String reason, Instant now) {
        try {
            return transactions.write(() -> {
                Optional<ItemState> item =
                        store.countReturn(task.key(), lease, to, task.plan().people(), now);
                if (item.isEmpty()) {
                    return false;
                }
                if (!store.setReturned(lease, to, reason, now)) {
                    throw new Undone();
                }
                if (item.get().isLast()) {
                    work.wake(LabelingTasks.operationOf(task.key().name()).toString(), now);
                }
                return true;
            });
        } catch (Undone leaseEnded) {
            return false;
        }
    }

    private boolean isRepeated(KnownTask task, Lease lease, State to) {
        return transactions
                .read(() -> store.find(task.key(), lease.question()))
                .filter(question -> question.state() == to
                        && question.person().equals(lease.person())
                        && question.number() == lease.number())
                .isPresent();
    }

    /** Ends leases that ran out, some of them in one transaction; answers how many, and whether there may be more. */
    Expired expireSome(Instant now) {
        int count = transactions.write(() -> store.expire(now, EXPIRED_AT_ONCE));
        return new Expired(count, count == EXPIRED_AT_ONCE);
    }

    /** See {@link #expireSome}. */
    record Expired(int count, boolean more) {}
}
