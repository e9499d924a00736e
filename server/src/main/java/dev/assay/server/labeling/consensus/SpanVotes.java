package dev.assay.server.labeling.consensus;

import dev.assay.server.labeling.consensus.Consensus.Decided;
import dev.assay.server.labeling.consensus.Consensus.Open;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/**
 * Votes on the entities of one text. A vote is for a span with a label, exactly; a span that another person cut one
 * character shorter is another span. Taken are those that more than half of the answers have, or all. If none is, "no
 * entity" is decided on the same terms, by the answers without a span; failing that, the text is undecided.
 *
 * <p>Spans that are taken do not overlap in the end: from those that do, the one with more votes stays, of equal ones the
 * longer, then the earlier, then the one whose label sorts first.
 */
public final class SpanVotes {
    private static final Comparator<Vote<LabeledSpan>> PREFERENCE = Comparator.<Vote<LabeledSpan>>comparingInt(
                    vote -> -vote.votes())
            .thenComparingInt(vote -> -vote.value().length())
            .thenComparingInt(vote -> vote.value().start())
            .thenComparing(vote -> vote.value().label());

    private SpanVotes() {}

    /**
     * Counts the answers to one text.
     *
     * @param replicas the largest number of people to ask; the number of answers, if nobody further will answer. Spans
     *     that are sure to be taken but overlap keep the text open until it is sure which of them has more votes
     * @param answers the spans of each person who has answered; one that is repeated in an answer counts once
     */
    public static Consensus<LabeledSpan> decide(
            Aggregation aggregation, int replicas, List<List<LabeledSpan>> answers) {
        if (answers.size() > replicas) {
            throw new IllegalArgumentException(answers.size() + " answers of at most " + replicas);
        }
        VoteCount<LabeledSpan> count = new VoteCount<>(LabeledSpan.ORDER);
        answers.forEach(answer -> count.add(new HashSet<>(answer)));
        Consensus<LabeledSpan> outcome = new SetVote<>(count, aggregation, replicas).outcome();
        if (!(outcome instanceof Decided<LabeledSpan> decided)) {
            return outcome;
        }
        int missing = replicas - answers.size();
        List<Vote<LabeledSpan>> ranked =
                decided.values().stream().sorted(PREFERENCE).toList();
        return settled(ranked, missing)
                ? new Decided<>(withoutOverlaps(ranked), decided.totalVotes())
                : new Open<>(answers.size(), missing);
    }

    /** Whether missing answers cannot change which of two overlapping spans is preferred. */
    private static boolean settled(List<Vote<LabeledSpan>> ranked, int missing) {
        for (int i = 0; i < ranked.size(); i++) {
            Vote<LabeledSpan> better = ranked.get(i);
            for (Vote<LabeledSpan> worse : ranked.subList(i + 1, ranked.size())) {
                Vote<LabeledSpan> grown = new Vote<>(worse.value(), worse.votes() + missing, worse.totalVotes());
                if (better.value().overlaps(worse.value()) && PREFERENCE.compare(grown, better) < 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private static List<Vote<LabeledSpan>> withoutOverlaps(List<Vote<LabeledSpan>> ranked) {
        List<Vote<LabeledSpan>> kept = new ArrayList<>();
        for (Vote<LabeledSpan> vote : ranked) {
            if (kept.stream().noneMatch(other -> other.value().overlaps(vote.value()))) {
                kept.add(vote);
            }
        }
        kept.sort(Comparator.comparing(Vote::value, LabeledSpan.ORDER));
        return kept;
    }
}
