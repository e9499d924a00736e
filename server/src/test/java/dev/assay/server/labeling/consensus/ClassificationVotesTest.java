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
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassificationVotesTest {
    private static final List<String> LABELS = List.of("a", "b", "c");

    /**
     * Every sequence of answers: open exactly if two completions end differently. What a complete set of answers means
     * is written down here once more, in other words.
     */
    @ParameterizedTest
    @CsvSource({
        "MAJORITY_VOTE, false",
        "MAJORITY_VOTE, true",
        "UNANIMOUS_VOTE, false",
        "UNANIMOUS_VOTE, true",
    })
    void outcome_everySequenceOfAnswers_isOpenExactlyWhileItCanChange(Aggregation aggregation, boolean multiLabel) {
        int sequences = 0;
        for (int labels = 1; labels <= 3; labels++) {
            for (int replicas = 1; replicas <= 5; replicas++) {
                VoteRule rule = new VoteRule(aggregation, multiLabel, labels, replicas);
                Explored explored = explore(rule, possibleAnswers(rule), List.of());
                sequences += explored.sequences();
            }
        }
        assertThat(sequences).isGreaterThan(multiLabel ? 40_000 : 400);
    }

    @Test
    void outcome_majority_countsVotesOfTheWinner() {
        assertThat(outcome(Aggregation.MAJORITY_VOTE, false, 5, Set.of("a"), Set.of("b"), Set.of("a"), Set.of("a")))
                .isEqualTo(new Decided<>(List.of(new Vote<>("a", 3, 4)), 4));
        assertThat(new Vote<>("a", 3, 4).score()).isEqualTo(0.75);
    }

    @Test
    void outcome_mostVotesWithoutHalfOfThem_isEnoughForOneLabel() {
        assertThat(outcome(Aggregation.MAJORITY_VOTE, false, 4, Set.of("a"), Set.of("b"), Set.of("a"), Set.of("c")))
                .isEqualTo(new Decided<>(List.of(new Vote<>("a", 2, 4)), 4));
    }

    @Test
    void outcome_tieOfAllAnswers_isUndecidedWithAllVotes() {
        assertThat(outcome(Aggregation.MAJORITY_VOTE, false, 3, Set.of("c"), Set.of("b"), Set.of("a")))
                .isEqualTo(new Undecided<>(
                        List.of(new Vote<>("a", 1, 3), new Vote<>("b", 1, 3), new Vote<>("c", 1, 3)), 3));
    }

    @Test
    void outcome_severalLabels_takesEachThatMoreThanHalfHave() {
        assertThat(outcome(Aggregation.MAJORITY_VOTE, true, 3, Set.of("a", "b"), Set.of("a"), Set.of("b", "c")))
                .isEqualTo(new Decided<>(List.of(new Vote<>("a", 2, 3), new Vote<>("b", 2, 3)), 3));
        assertThat(outcome(Aggregation.UNANIMOUS_VOTE, true, 2, Set.of("a", "b"), Set.of("a")))
                .isEqualTo(new Decided<>(List.of(new Vote<>("a", 2, 2)), 2));
    }

    @Test
    void outcome_severalLabelsNoneTaken_isNothingOnlyIfPeopleSaidSo() {
        assertThat(outcome(Aggregation.MAJORITY_VOTE, true, 3, Set.of(), Set.of("a"), Set.of()))
                .isEqualTo(new Decided<>(List.of(), 3));
        assertThat(outcome(Aggregation.MAJORITY_VOTE, true, 3, Set.of(), Set.of("a"), Set.of("b")))
                .isEqualTo(new Undecided<>(List.of(new Vote<>("a", 1, 3), new Vote<>("b", 1, 3)), 3));
        assertThat(outcome(Aggregation.MAJORITY_VOTE, true, 2, Set.of(), Set.of("a")))
                .isInstanceOf(Undecided.class);
    }

    @Test
    void outcome_noAggregation_waitsForAllAndKeepsThem() {
        for (boolean multiLabel : new boolean[] {false, true}) {
            assertThat(outcome(Aggregation.NO_AGGREGATION, multiLabel, 3, Set.of("a"), Set.of("a")))
                    .isEqualTo(new Open<>(2, 1));
            assertThat(outcome(Aggregation.NO_AGGREGATION, multiLabel, 2, Set.of("a"), Set.of("a")))
                    .isEqualTo(new Kept<>(2));
        }
    }

    @Test
    void outcome_noAnswerYet_isOpenThoughThereIsOneLabelOnly() {
        ClassificationVotes votes = new ClassificationVotes(new VoteRule(Aggregation.MAJORITY_VOTE, false, 1, 3));

        assertThat(votes.outcome()).isEqualTo(new Open<>(0, 3));
        votes.add(Set.of("a"));
        assertThat(votes.outcome()).isEqualTo(new Decided<>(List.of(new Vote<>("a", 1, 1)), 1));
    }

    @Test
    void outcomeWithoutMore_fewerAnswers_decidesOnThose() {
        VoteRule rule = new VoteRule(Aggregation.MAJORITY_VOTE, false, 3, 5);

        assertThat(ClassificationVotes.of(rule, List.of()).outcomeWithoutMore())
                .isEqualTo(new Undecided<>(List.of(), 0));
        assertThat(ClassificationVotes.of(rule, List.of(Set.of("b"))).outcomeWithoutMore())
                .isEqualTo(new Decided<>(List.of(new Vote<>("b", 1, 1)), 1));
        assertThat(ClassificationVotes.of(rule, List.of(Set.of("b"), Set.of("a")))
                        .outcomeWithoutMore())
                .isInstanceOf(Undecided.class);
    }

    @Test
    void add_unfitAnswer_isRefused() {
        ClassificationVotes votes = new ClassificationVotes(new VoteRule(Aggregation.MAJORITY_VOTE, false, 3, 1));

        assertThatThrownBy(() -> votes.add(Set.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> votes.add(Set.of("a", "b"))).isInstanceOf(IllegalArgumentException.class);
        votes.add(Set.of("a"));
        assertThatThrownBy(() -> votes.add(Set.of("a"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new VoteRule(Aggregation.MAJORITY_VOTE, false, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new VoteRule(Aggregation.MAJORITY_VOTE, false, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** What the completions of a sequence of answers end in, and how many sequences there are. */
    private record Explored(Set<String> endings, int sequences) {}

    /** Checks the sequence and all that begin with it. */
    private static Explored explore(VoteRule rule, List<Set<String>> possible, List<Set<String>> answers) {
        Set<String> endings = new HashSet<>();
        int sequences = 1;
        if (answers.size() == rule.replicas()) {
            endings.add(meaning(rule, answers));
        } else {
            for (Set<String> next : possible) {
                List<Set<String>> longer = new ArrayList<>(answers);
                longer.add(next);
                Explored explored = explore(rule, possible, longer);
                endings.addAll(explored.endings());
                sequences += explored.sequences();
            }
        }
        boolean open = answers.isEmpty() || endings.size() > 1;
        assertThat(described(ClassificationVotes.of(rule, answers).outcome()))
                .as("%s: %s", rule, answers)
                .isEqualTo(open ? "open" : endings.iterator().next());
        return new Explored(endings, sequences);
    }

    private static String meaning(VoteRule rule, List<Set<String>> answers) {
        Set<String> taken = new TreeSet<>();
        for (String label : LABELS) {
            int votes = votesFor(label, answers);
            boolean enough = switch (rule.aggregation()) {
                case UNANIMOUS_VOTE -> votes == answers.size();
                case MAJORITY_VOTE ->
                    rule.multiLabel()
                            ? votes > answers.size() - votes
                            : LABELS.stream()
                                    .allMatch(other -> other.equals(label) || votes > votesFor(other, answers));
                case NO_AGGREGATION -> throw new AssertionError();
            };
            if (enough) {
                taken.add(label);
            }
        }
        long empty = answers.stream().filter(Set::isEmpty).count();
        boolean nothing = rule.aggregation() == Aggregation.UNANIMOUS_VOTE
                ? empty == answers.size()
                : empty > answers.size() - empty;
        return taken.isEmpty() && !nothing ? "undecided" : taken.toString();
    }

    private static int votesFor(String label, List<Set<String>> answers) {
        return (int) answers.stream().filter(answer -> answer.contains(label)).count();
    }

    private static String described(Consensus<String> outcome) {
        if (outcome instanceof Decided<String> decided) {
            return decided.values().stream().map(Vote::value).toList().toString();
        }
        return outcome.isOpen() ? "open" : "undecided";
    }

    private static List<Set<String>> possibleAnswers(VoteRule rule) {
        List<Set<String>> possible = new ArrayList<>();
        for (int bits = 0; bits < 1 << rule.labels(); bits++) {
            if (rule.multiLabel() || Integer.bitCount(bits) == 1) {
                Set<String> answer = new TreeSet<>();
                for (int label = 0; label < rule.labels(); label++) {
                    if ((bits >> label & 1) == 1) {
                        answer.add(LABELS.get(label));
                    }
                }
                possible.add(answer);
            }
        }
        return possible;
    }

    @SafeVarargs
    private static Consensus<String> outcome(
            Aggregation aggregation, boolean multiLabel, int replicas, Set<String>... answers) {
        VoteRule rule = new VoteRule(aggregation, multiLabel, 3, replicas);
        return ClassificationVotes.of(rule, List.of(answers)).outcome();
    }
}
