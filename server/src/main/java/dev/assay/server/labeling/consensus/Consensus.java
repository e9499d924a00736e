package dev.assay.server.labeling.consensus;

import java.util.List;

/**
 * What is known of an item after the answers so far.
 *
 * <p>It is <em>open</em> exactly as long as further people may be asked and what they say could still change what is
 * decided: whether there is a decision, and for which values. How many votes the values get does not count as a change.
 * Before the first answer it is always open. Answers that arrive after the decision change votes, not the values.
 *
 * @param <T> what is decided on: labels, boxes, spans
 */
public sealed interface Consensus<T> {
    /** Returns whether somebody further is to be asked. */
    default boolean isOpen() {
        return this instanceof Open;
    }

    /**
     * Somebody further is to be asked.
     *
     * @param answers so far
     * @param missing answers that may still come
     */
    record Open<T>(int answers, int missing) implements Consensus<T> {}

    /**
     * People agree.
     *
     * @param values what they agree on, in a fixed order; none if they agree that there is nothing
     * @param totalVotes people who answered
     */
    record Decided<T>(List<Vote<T>> values, int totalVotes) implements Consensus<T> {
        /** Copies the list. */
        public Decided {
            values = List.copyOf(values);
        }
    }

    /**
     * People do not agree: a tie, or no unanimity. The item gets no label.
     *
     * @param votes all that was said, in a fixed order
     * @param totalVotes people who answered
     */
    record Undecided<T>(List<Vote<T>> votes, int totalVotes) implements Consensus<T> {
        /** Copies the list. */
        public Undecided {
            votes = List.copyOf(votes);
        }
    }

    /**
     * All have answered, and their answers are kept as they are.
     *
     * @param totalVotes people who answered
     */
    record Kept<T>(int totalVotes) implements Consensus<T> {}
}
