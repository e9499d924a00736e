package dev.assay.server.labeling;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

    /** As {@link #answered}, of items that have answers, whether they wait for more or not. */
    List<AnsweredItem> withAnswers(long task, long fromItem, int limit, long maxLength);

    /** Counts the questions of a person in these tasks. */
    Tallies tallies(List<Long> tasks, Person person, Instant recent);

    /**
     * Figures of one person's questions.
     *
     * @param questions in which state are how many; states that none is in are absent
     * @param expiries how many leases ran out
     * @param recentAnswers after the time that was asked for
     * @param meanTime from lease to answer; null without answers
     * @param lastAnswerTime when the newest answer was given; null without answers
     */
    record Tallies(
            Map<Question.State, Long> questions,
            long expiries,
            long recentAnswers,
            @Nullable Duration meanTime,
            @Nullable Instant lastAnswerTime) {
        /** Of nothing. */
        static final Tallies NONE = new Tallies(Map.of(), 0, 0, null, null);

        public Tallies {
            questions = Map.copyOf(questions);
        }

        long answered() {
            return questions.getOrDefault(Question.State.ANSWERED, 0L);
        }

        /** Of these tasks and others. */
        Tallies plus(Tallies other) {
            if (meanTime == null || other.meanTime == null) {
                Tallies answering = meanTime == null ? other : this;
                return together(other, answering.meanTime, answering.lastAnswerTime);
            }
            Duration time = meanTime.multipliedBy(answered()).plus(other.meanTime.multipliedBy(other.answered()));
            Instant mine = Objects.requireNonNull(lastAnswerTime);
            Instant others = Objects.requireNonNull(other.lastAnswerTime);
            return together(other, time.dividedBy(answered() + other.answered()), mine.isAfter(others) ? mine : others);
        }

        private Tallies together(Tallies other, @Nullable Duration mean, @Nullable Instant last) {
            Map<Question.State, Long> sums = new EnumMap<>(Question.State.class);
            sums.putAll(questions);
            other.questions.forEach((state, count) -> sums.merge(state, count, Long::sum));
            return new Tallies(sums, expiries + other.expiries, recentAnswers + other.recentAnswers, mean, last);
        }
    }

    /** How long a person took for their newest answers. */
    List<Duration> newestAnswerDurations(List<Long> tasks, Person person, int limit);

    /** Of a person's newest answers in a task: the items that wait for nobody any more, with all answers to them. */
    List<AnsweredItem> newestDecided(long task, Person person, int limit);
}
