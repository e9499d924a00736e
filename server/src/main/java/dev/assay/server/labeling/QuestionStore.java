package dev.assay.server.labeling;

import dev.assay.server.labeling.Question.State;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who has which item. Every method joins the caller's transaction; those that change something lock the item and then
 * the question, in this order, and no second item unless in the order of their numbers.
 */
public interface QuestionStore {
    /** How many items {@link #take} looks at. */
    int TAKE_REACH = 64;

    /**
     * Takes the next item of an open task's pool that wants somebody and that this person has not seen. One statement,
     * which looks at no more than {@link #TAKE_REACH} items.
     *
     * @param after the place in the pool to go on from; null for where the person is
     * @return empty as well if the person holds a question of the task
     */
    Optional<TakenItem> take(TaskKey task, Person person, @Nullable Long after, Instant now);

    /**
     * An item that was taken for somebody.
     *
     * @param position its place in the pool
     */
    record TakenItem(long number, String itemId, long position) {}

    /**
     * Leases the question about a taken item: makes it, or gives one that came back a new number. One statement.
     *
     * @param id of the question, if it must be made
     * @param walked how far the person has come in the pool
     * @return empty if the person has the question or is through with it
     */
    Optional<Question> lease(
            TaskKey task, TakenItem item, Person person, String id, long walked, Instant now, Instant end);

    /** The question of an open task that a person holds. */
    Optional<Question> held(TaskKey task, Person person, Instant now);

    /**
     * Looks for the next item that a person could get, over so many items of the pool.
     *
     * @param after as in {@link #take}
     */
    Outlook lookAhead(TaskKey task, Person person, @Nullable Long after, int items);

    /**
     * What there is in a part of the pool.
     *
     * @param next the place of the first item for the person; null if there is none
     * @param last the place of the last item that was looked at; null if there is none
     * @param isEnd whether the pool ends there
     */
    record Outlook(@Nullable Long next, @Nullable Long last, boolean isEnd) {}

    /** A question of a task, whoever's it is. */
    Optional<Question> find(TaskKey task, String id);

    /**
     * Counts an answer to the item of a question that this person holds under this number, of an open task. One statement;
     * {@link #setAnswer} completes it.
     *
     * @param people how many may work on the task
     * @return empty if the person does not hold it
     */
    Optional<ItemState> countAnswer(TaskKey task, Lease lease, int people, Instant now);

    /** Who says to hold what. */
    record Lease(String question, Person person, long number) {}

    /**
     * How an item stands.
     *
     * @param isDone whether it waits for nobody any more
     * @param isLast whether, done, it seems to be the last of its task
     */
    record ItemState(long number, int wanted, int most, int answered, int skips, boolean isDone, boolean isLast) {}

    /** Keeps the answer to a question that is held under this number; false if it is not. One statement. */
    boolean setAnswer(Lease lease, AnswerText answer, String requestId, Instant now);

    /** Asks so many more people about an item, which goes to the end of the pool. */
    void askMore(TaskKey task, long item, int more, Instant now);

    /** Nobody else is asked about an item; answers whether it seems to be the last one of its task. */
    boolean finish(TaskKey task, long item, Instant now);

    /**
     * Gives the item of a question back, that this person holds under this number, of an open task; it goes to the end of
     * the pool. If it is skipped, nobody else is asked about it once enough have skipped it or nobody is left. One
     * statement; {@link #setReturned} completes it.
     *
     * @param to {@link State#SKIPPED} or {@link State#RELEASED}
     * @param people how many may work on the task
     * @return empty if the person does not hold it
     */
    Optional<ItemState> countReturn(TaskKey task, Lease lease, State to, int people, Instant now);

    /**
     * Ends the lease of a question that is held under this number; false if it is not. One statement.
     *
     * @param reason why it is skipped; else empty
     */
    boolean setReturned(Lease lease, State to, String reason, Instant now);

    /**
     * Ends leases that ran out; their items go to the end of the pool.
     *
     * @param limit at most so many
     * @return how many
     */
    int expire(Instant now, int limit);

    /** Keeps an answer that cannot be taken; false if there is no such question of this person. */
    boolean keepDraft(TaskKey task, String id, Person person, AnswerText draft);
}
