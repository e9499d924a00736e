package dev.assay.server.labeling.consensus;

import dev.assay.server.labeling.consensus.Consensus.Decided;
import dev.assay.server.labeling.consensus.Consensus.Kept;
import dev.assay.server.labeling.consensus.Consensus.Open;
import dev.assay.server.labeling.consensus.Consensus.Undecided;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Votes on the labels of one item: {@link #add} each answer, and ask for the outcome at any time.
 *
 * <p>With one label per answer: by majority the label with more votes than any other, a tie giving none; unanimously the
 * one label that all answers have. With any number of labels per answer: every label that more than half of the answers
 * have, or all of them. If there is no such label, "no label applies" is decided on the same terms, by the answers that
 * are empty; failing that, the item is undecided.
 */
public final class ClassificationVotes {
    private final VoteRule rule;
    private final VoteCount<String> count = new VoteCount<>(Comparator.naturalOrder());

    /** Starts without answers. */
    public ClassificationVotes(VoteRule rule) {
        this.rule = rule;
    }

    /** Counts all these answers. */
    public static ClassificationVotes of(VoteRule rule, List<Set<String>> answers) {
        ClassificationVotes votes = new ClassificationVotes(rule);
        answers.forEach(votes::add);
        return votes;
    }

    /**
     * Counts one person's answer.
     *
     * @throws IllegalArgumentException if it does not have exactly one label where answers have one
     * @throws IllegalStateException if as many as may be asked have answered
     */
    public void add(Set<String> labels) {
        if (!rule.multiLabel() && labels.size() != 1) {
            throw new IllegalArgumentException("an answer has one label, not " + labels.size());
        }
        if (count.total() == rule.replicas()) {
            throw new IllegalStateException("more than " + rule.replicas() + " answers");
        }
        count.add(labels);
    }

    /** Returns what is known while further people may be asked, up to the rule's number. */
    public Consensus<String> outcome() {
        return outcome(rule.replicas());
    }

    /** Returns what the answers so far decide if nobody further will answer. Never open. */
    public Consensus<String> outcomeWithoutMore() {
        return count.total() == 0 ? new Undecided<>(List.of(), 0) : outcome(count.total());
    }

    private Consensus<String> outcome(int replicas) {
        if (rule.multiLabel()) {
            return new SetVote<>(count, rule.aggregation(), replicas).outcome();
        }
        boolean moreLabels = count.named() < rule.labels();
        int total = count.total();
        int missing = replicas - total;
        Open<String> open = new Open<>(total, missing);
        if (total == 0) {
            return open;
        }
        return switch (rule.aggregation()) {
            case NO_AGGREGATION -> missing > 0 ? open : new Kept<>(total);
            case UNANIMOUS_VOTE -> {
                if (count.named() > 1) {
                    yield new Undecided<>(count.all(), total);
                }
                yield missing > 0 && moreLabels ? open : new Decided<>(count.all(), total);
            }
            case MAJORITY_VOTE -> {
                List<Vote<String>> ranked = ranked();
                Vote<String> first = ranked.get(0);
                int rival = ranked.size() > 1 ? ranked.get(1).votes() : 0;
                boolean rivalExists = ranked.size() > 1 || moreLabels;
                if (!rivalExists || first.votes() > rival + missing) {
                    yield new Decided<>(List.of(first), total);
                }
                yield missing > 0 ? open : new Undecided<>(count.all(), total);
            }
        };
    }

    private List<Vote<String>> ranked() {
        Comparator<Vote<String>> byVotes = Comparator.comparingInt(Vote::votes);
        return count.all().stream().sorted(byVotes.reversed()).toList();
    }
}
