package dev.assay.server.labeling.consensus;

import java.util.List;

/** What comes next where people see the boxes of those before them. */
public sealed interface BoxTurn {
    /** What the next person is asked to do. */
    enum Request {
        /** Draw all boxes on an item that nobody has seen. */
        DRAW,
        /** Confirm the boxes of the first person, or edit them. */
        REVIEW,
        /** Decide between the boxes of the first and of the second person, or make it right oneself. */
        DECIDE
    }

    /**
     * A further person is asked.
     *
     * @param shown numbers of the earlier answers to show, in that order; the last of them is what to begin with
     */
    record Ask(Request request, List<Integer> shown) implements BoxTurn {
        /** Copies the list. */
        public Ask {
            shown = List.copyOf(shown);
        }
    }

    /**
     * Nobody further is asked.
     *
     * @param result never open
     */
    record Done(Consensus<LabeledBox> result) implements BoxTurn {}
}
