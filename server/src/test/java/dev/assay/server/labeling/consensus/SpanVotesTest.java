package dev.assay.server.labeling.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.labeling.consensus.Consensus.Decided;
import dev.assay.server.labeling.consensus.Consensus.Kept;
import dev.assay.server.labeling.consensus.Consensus.Open;
import dev.assay.server.labeling.consensus.Consensus.Undecided;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanVotesTest {
    private static final LabeledSpan ADA = new LabeledSpan("person", 0, 3);
    private static final LabeledSpan ADA_LOVELACE = new LabeledSpan("person", 0, 12);
    private static final LabeledSpan LOVELACE = new LabeledSpan("person", 4, 12);
    private static final LabeledSpan PLACE = new LabeledSpan("place", 4, 12);
    private static final LabeledSpan LONDON = new LabeledSpan("place", 20, 26);

    /** All sequences of answers over few spans; missing answers may name others, so "open" has to be at least as often. */
    @ParameterizedTest
    @CsvSource({"MAJORITY_VOTE, false", "MAJORITY_VOTE, true", "UNANIMOUS_VOTE, false", "UNANIMOUS_VOTE, true"})
    void decide_everySequenceOfAnswers_neverChangesWhatWasDecided(Aggregation aggregation, boolean overlapping) {
        List<LabeledSpan> spans = overlapping ? List.of(ADA, ADA_LOVELACE, LOVELACE) : List.of(ADA, LOVELACE, LONDON);
        for (int replicas = 1; replicas <= 4; replicas++) {
            explore(aggregation, replicas, subsets(spans), List.of(), overlapping);
        }
    }

    @Test
    void decide_spansCutDifferently_areDifferent() {
        assertThat(decide(3, List.of(ADA), List.of(ADA_LOVELACE), List.of(LOVELACE)))
                .isInstanceOf(Undecided.class);
        assertThat(decide(3, List.of(LOVELACE), List.of(PLACE), List.of(PLACE, LONDON)))
                .isEqualTo(new Decided<>(List.of(new Vote<>(PLACE, 2, 3)), 3));
    }

    @Test
    void decide_overlappingWinners_keepsMoreVotesThenLongerThenEarlierThenLabel() {
        assertThat(decide(3, List.of(ADA, ADA_LOVELACE), List.of(ADA, ADA_LOVELACE), List.of(ADA)))
                .isEqualTo(new Decided<>(List.of(new Vote<>(ADA, 3, 3)), 3));
        assertThat(decide(2, List.of(ADA, ADA_LOVELACE), List.of(ADA, ADA_LOVELACE)))
                .isEqualTo(new Decided<>(List.of(new Vote<>(ADA_LOVELACE, 2, 2)), 2));
        LabeledSpan shifted = new LabeledSpan("person", 2, 5);
        assertThat(decide(1, List.of(shifted, ADA))).isEqualTo(new Decided<>(List.of(new Vote<>(ADA, 1, 1)), 1));
        assertThat(decide(1, List.of(PLACE, LOVELACE, LONDON)))
                .isEqualTo(new Decided<>(List.of(new Vote<>(LOVELACE, 1, 1), new Vote<>(LONDON, 1, 1)), 1));
    }

    @Test
    void decide_neighbours_doNotOverlap() {
        LabeledSpan next = new LabeledSpan("person", 3, 4);

        assertThat(decide(1, List.of(next, ADA)))
                .isEqualTo(new Decided<>(List.of(new Vote<>(ADA, 1, 1), new Vote<>(next, 1, 1)), 1));
    }

    @Test
    void decide_noSpansAtAll_isDecidedIfMostSaySo() {
        assertThat(decide(3, List.of(), List.of())).isEqualTo(new Decided<>(List.of(), 2));
        assertThat(decide(3, List.of(), List.of(ADA))).isEqualTo(new Open<>(2, 1));
        assertThat(decide(2, List.of(), List.of(ADA))).isEqualTo(new Undecided<>(List.of(new Vote<>(ADA, 1, 2)), 2));
    }

    @Test
    void decide_overlappingWinnersMayStillChangePlaces_staysOpen() {
        List<LabeledSpan> both = List.of(ADA, ADA_LOVELACE);

        assertThat(decide(4, both, both, both)).isEqualTo(new Open<>(3, 1));
        assertThat(decide(5, List.of(ADA), both, both, both)).isEqualTo(new Open<>(4, 1));
        assertThat(decide(5, both, both, both, List.of(ADA_LOVELACE))).isInstanceOf(Decided.class);
    }

    @Test
    void decide_spanRepeatedInAnAnswer_countsOnce() {
        assertThat(decide(2, List.of(ADA, ADA), List.of(ADA)))
                .isEqualTo(new Decided<>(List.of(new Vote<>(ADA, 2, 2)), 2));
    }

    @Test
    void decide_noAggregation_waitsForAllAndKeepsThem() {
        assertThat(SpanVotes.decide(Aggregation.NO_AGGREGATION, 2, List.of(List.of(ADA))))
                .isEqualTo(new Open<>(1, 1));
        assertThat(SpanVotes.decide(Aggregation.NO_AGGREGATION, 1, List.of(List.of(ADA))))
                .isEqualTo(new Kept<>(1));
    }

    @Test
    void decide_unusableArguments_areRefused() {
        assertThatThrownBy(() -> decide(1, List.of(), List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LabeledSpan("x", 3, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LabeledSpan("x", -1, 3)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Returns what completions end in. */
    private static Set<Object> explore(
            Aggregation aggregation,
            int replicas,
            List<List<LabeledSpan>> possible,
            List<List<LabeledSpan>> answers,
            boolean overlapping) {
        Object now = values(SpanVotes.decide(aggregation, replicas, answers));
        if (answers.size() == replicas) {
            assertThat(now).isNotEqualTo("open");
            return Set.of(now);
        }
        Set<Object> endings = new HashSet<>();
        for (List<LabeledSpan> next : possible) {
            List<List<LabeledSpan>> longer = new ArrayList<>(answers);
            longer.add(next);
            endings.addAll(explore(aggregation, replicas, possible, longer, overlapping));
        }
        if (!now.equals("open")) {
            assertThat(endings).as("%d replicas: %s", replicas, answers).containsExactly(now);
        } else if (!overlapping && !answers.isEmpty()) {
            assertThat(endings).as("%d replicas: %s", replicas, answers).hasSizeGreaterThan(1);
        }
        return endings;
    }

    private static Object values(Consensus<LabeledSpan> outcome) {
        if (outcome instanceof Decided<LabeledSpan> decided) {
            return decided.values().stream().map(Vote::value).toList();
        }
        return outcome.isOpen() ? "open" : "undecided";
    }

    private static List<List<LabeledSpan>> subsets(List<LabeledSpan> spans) {
        List<List<LabeledSpan>> subsets = new ArrayList<>(List.of(List.of()));
        for (LabeledSpan span : spans) {
            for (List<LabeledSpan> subset : List.copyOf(subsets)) {
                List<LabeledSpan> larger = new ArrayList<>(subset);
                larger.add(span);
                subsets.add(larger);
            }
        }
        return subsets;
    }

    @SafeVarargs
    private static Consensus<LabeledSpan> decide(int replicas, List<LabeledSpan>... answers) {
        return SpanVotes.decide(Aggregation.MAJORITY_VOTE, replicas, List.of(answers));
    }
}
