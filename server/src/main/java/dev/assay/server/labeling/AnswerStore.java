package dev.assay.server.labeling;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Reads what people answered. Every method joins the caller's transaction. */
public interface AnswerStore {
    /** The answers to an item, in the order in which they were given. */
    List<GivenAnswer> ofItem(long task, long item);

    /** What somebody said of an item. */
    record GivenAnswer(long item, Person person, AnswerText answer) {}

    /**
     * Items that wait for nobody any more, in the order of their numbers, with their answers.
     *
     * @param maxLength ends with the item that takes the answers beyond so many characters
     */
    List<AnsweredItem> answered(long task, long fromItem, int limit, long maxLength);

    /**
     * An item and all answers to it, in the order in which they were given.
     *
     * @param skips how many people skipped it
     */
    record AnsweredItem(long number, String itemId, int skips, List<GivenAnswer> answers) {
        public AnsweredItem {
            answers = List.copyOf(answers);
        }

        /** The same item with its answers. */
        public AnsweredItem with(List<GivenAnswer> given) {
            return new AnsweredItem(number, itemId, skips, given);
        }
    }

    /** How many questions of a person in these tasks are in which state, and how many leases ran out. */
    Tallies tallies(List<Long> tasks, Person person);

    /** See {@link #tallies}; states that no question is in are absent. */
    record Tallies(Map<Question.State, Long> questions, long expiries) {
        public Tallies {
            questions = Map.copyOf(questions);
        }
    }

    /** How long a person took for their newest answers. */
    List<Duration> newestAnswerDurations(List<Long> tasks, Person person, int limit);

    /** Of a person's newest answers in a task: the items that wait for nobody any more, with all answers to them. */
    List<AnsweredItem> newestDecided(long task, Person person, int limit);
}
