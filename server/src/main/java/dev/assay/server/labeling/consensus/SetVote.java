package dev.assay.server.labeling.consensus;

import dev.assay.server.labeling.consensus.Consensus.Decided;
import dev.assay.server.labeling.consensus.Consensus.Kept;
import dev.assay.server.labeling.consensus.Consensus.Open;
import dev.assay.server.labeling.consensus.Consensus.Undecided;
import java.util.List;

/**
 * Decides on answers that are sets, value by value: a value is taken if more than half of the answers have it (by
 * majority), or all of them (unanimously). If none is taken, "nothing" is decided on the same terms, by the answers that
 * are empty; failing that, people do not agree.
 *
 * <p>While answers are missing, a value is certain if no completion can vote it down, and possible if some completion
 * can vote it in. The outcome is settled when every possible value is certain and, if there is none, the empty answers
 * are certain to suffice or certain to fail. A value that nobody has named yet needs no thought: where missing answers
 * could vote it in, they could as well vote in one that was named or, if none was, leave it at nothing.
 */
final class SetVote<T> {
    private final VoteCount<T> count;
    private final Aggregation aggregation;
    private final int replicas;

    SetVote(VoteCount<T> count, Aggregation aggregation, int replicas) {
        this.count = count;
        this.aggregation = aggregation;
        this.replicas = replicas;
    }

    Consensus<T> outcome() {
        int total = count.total();
        int missing = replicas - total;
        Open<T> open = new Open<>(total, missing);
        if (total == 0 && missing > 0) {
            return open;
        }
        if (aggregation == Aggregation.NO_AGGREGATION) {
            return missing > 0 ? open : new Kept<>(total);
        }
        List<Vote<T>> certain = count.where(this::suffices);
        int possible = count.where(votes -> suffices(votes + missing)).size();
        if (possible > certain.size()) {
            return open;
        }
        if (!certain.isEmpty() || suffices(count.empty())) {
            return new Decided<>(certain, total);
        }
        return missing > 0 && suffices(count.empty() + missing) ? open : new Undecided<>(count.all(), total);
    }

    /** Whether so many of all answers, once they are complete, carry a value. */
    private boolean suffices(int votes) {
        return aggregation == Aggregation.UNANIMOUS_VOTE ? votes == replicas && votes > 0 : 2 * votes > replicas;
    }
}
