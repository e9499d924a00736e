package dev.assay.server.labeling.consensus;

import static dev.assay.server.labeling.consensus.BoxesForTests.box;
import static dev.assay.server.labeling.consensus.BoxesForTests.ten;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.server.labeling.consensus.Consensus.Decided;
import dev.assay.server.labeling.consensus.Consensus.Kept;
import dev.assay.server.labeling.consensus.Consensus.Open;
import dev.assay.server.labeling.consensus.Consensus.Undecided;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BoxMergeTest {
    @Test
    void overlap_boxesSharingAThird_isAThird() {
        assertThat(ten(0).overlap(ten(5))).isCloseTo(1.0 / 3.0, within(1e-15));
        assertThat(ten(0).overlap(ten(0))).isEqualTo(1.0);
        assertThat(ten(0).overlap(ten(10))).isZero();
        assertThat(ten(0).overlap(box("cat", 20, 20, 1, 1))).isZero();
        assertThat(box("cat", 2, 2, 0, 3).overlap(box("cat", 2, 2, 0, 3))).isEqualTo(1.0);
        assertThat(box("cat", 2, 2, 0, 3).overlap(box("cat", 2, 2, 0, 4))).isZero();
    }

    @Test
    void decide_threeDrawOneObject_isTheMedianOfEachCorner() {
        List<List<LabeledBox>> answers = List.of(
                List.of(new LabeledBox("cat", 0, 0, 10, 10)),
                List.of(new LabeledBox("cat", 1, 2, 11, 10)),
                List.of(new LabeledBox("cat", 2, 1, 30, 9)));

        // The third's right side is a slip; it is too far off to be the same object.
        assertThat(decide(3, answers))
                .isEqualTo(new Decided<>(List.of(new Vote<>(new LabeledBox("cat", 0.5, 1, 10.5, 10), 2, 3)), 3));
        assertThat(decide(3, List.of(answers.get(0), answers.get(1), List.of(new LabeledBox("cat", 2, 1, 12.5, 9)))))
                .isEqualTo(new Decided<>(List.of(new Vote<>(new LabeledBox("cat", 1, 1, 11, 10), 3, 3)), 3));
    }

    @Test
    void decide_labelsDiffer_doNotMerge() {
        assertThat(decide(2, List.of(List.of(ten(0)), List.of(box("dog", 0, 0, 10, 10)))))
                .isEqualTo(new Undecided<>(
                        List.of(new Vote<>(ten(0), 1, 2), new Vote<>(box("dog", 0, 0, 10, 10), 1, 2)), 2));
    }

    @Test
    void decide_oneOfTwoPeople_isNoMajority() {
        assertThat(decide(2, List.of(List.of(ten(0), ten(100)), List.of(ten(100)))))
                .isEqualTo(new Decided<>(List.of(new Vote<>(ten(100), 2, 2)), 2));
    }

    @Test
    void decide_unanimous_keepsWhatAllDrew() {
        List<List<LabeledBox>> answers = List.of(List.of(ten(0), ten(50)), List.of(ten(50)), List.of(ten(50), ten(0)));

        assertThat(BoxMerge.decide(Aggregation.UNANIMOUS_VOTE, 3, answers))
                .isEqualTo(new Decided<>(List.of(new Vote<>(ten(50), 3, 3)), 3));
        assertThat(decide(3, answers))
                .isEqualTo(new Decided<>(List.of(new Vote<>(ten(0), 2, 3), new Vote<>(ten(50), 3, 3)), 3));
    }

    @Test
    void decide_chainOfNeighbours_doesNotBecomeOneObject() {
        // Each overlaps the next by 0.6, but the first and the third only by a third.
        List<List<LabeledBox>> answers = List.of(List.of(ten(0)), List.of(ten(2.5)), List.of(ten(5)));

        Decided<LabeledBox> decided = (Decided<LabeledBox>) decide(3, answers);

        assertThat(decided.values()).containsExactly(new Vote<>(ten(1.25), 2, 3));
    }

    @Test
    void decide_twoObjectsSideBySide_goToTheNearerBoxes() {
        List<List<LabeledBox>> answers = List.of(List.of(ten(0), ten(3)), List.of(ten(3.1), ten(0.1)));

        Decided<LabeledBox> decided = (Decided<LabeledBox>) decide(2, answers);

        assertThat(decided.values()).extracting(Vote::votes).containsExactly(2, 2);
        assertThat(decided.values().get(0).value().xMin()).isCloseTo(0.05, within(1e-12));
        assertThat(decided.values().get(1).value().xMin()).isCloseTo(3.05, within(1e-12));
    }

    @Test
    void decide_nobodyDrawsAnything_isDecidedAsNothing() {
        assertThat(decide(3, List.of(List.of(), List.of(ten(0)), List.of()))).isEqualTo(new Decided<>(List.of(), 3));
        assertThat(decide(3, List.of(List.of(), List.of(ten(0)), List.of(ten(50)))))
                .isInstanceOf(Undecided.class);
        assertThat(BoxMerge.decide(Aggregation.UNANIMOUS_VOTE, 2, List.of(List.of(), List.of())))
                .isEqualTo(new Decided<>(List.of(), 2));
        assertThat(BoxMerge.decide(Aggregation.UNANIMOUS_VOTE, 0, List.of())).isInstanceOf(Undecided.class);
    }

    @Test
    void decide_answersMissing_isOpen() {
        assertThat(decide(3, List.of(List.of(ten(0)), List.of(ten(0))))).isEqualTo(new Open<>(2, 1));
        assertThat(BoxMerge.decide(Aggregation.NO_AGGREGATION, 2, List.of(List.of(ten(0)), List.of())))
                .isEqualTo(new Kept<>(2));
    }

    @ParameterizedTest
    @EnumSource(
            value = Aggregation.class,
            names = {"MAJORITY_VOTE", "UNANIMOUS_VOTE"})
    void decide_crowdedBoxes_keepsTheLawsWhateverTheOrder(Aggregation aggregation) {
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            List<List<LabeledBox>> answers = BoxesForTests.crowded(random, 1 + random.nextInt(5), 4);
            Consensus<LabeledBox> outcome = BoxMerge.decide(aggregation, answers.size(), answers);
            String what = "seed " + seed;

            List<Vote<LabeledBox>> values = outcome instanceof Decided<LabeledBox> decided
                    ? decided.values()
                    : ((Undecided<LabeledBox>) outcome).votes();
            for (Vote<LabeledBox> vote : values) {
                assertThat(vote.votes()).as(what).isBetween(1, answers.size());
                long near = answers.stream()
                        .filter(answer -> answer.stream()
                                .anyMatch(box ->
                                        box.label().equals(vote.value().label()) && box.overlap(vote.value()) > 0))
                        .count();
                assertThat(near).as(what).isGreaterThanOrEqualTo(vote.votes());
                if (outcome instanceof Decided) {
                    assertThat(2 * vote.votes()).as(what).isGreaterThan(answers.size());
                }
            }
            assertThat(BoxMerge.decide(aggregation, answers.size(), shuffled(answers, random)))
                    .as(what)
                    .isEqualTo(outcome);
        }
    }

    @Test
    void labeledBox_noBox_isRefused() {
        assertThatThrownBy(() -> new LabeledBox("cat", 1, 0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LabeledBox("cat", 0, Double.NaN, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LabeledBox("cat", 0, 0, Double.POSITIVE_INFINITY, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<List<LabeledBox>> shuffled(List<List<LabeledBox>> answers, Random random) {
        List<List<LabeledBox>> shuffled = new ArrayList<>();
        for (List<LabeledBox> answer : answers) {
            List<LabeledBox> boxes = new ArrayList<>(answer);
            Collections.shuffle(boxes, random);
            shuffled.add(boxes);
        }
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private static Consensus<LabeledBox> decide(int replicas, List<List<LabeledBox>> answers) {
        return BoxMerge.decide(Aggregation.MAJORITY_VOTE, replicas, answers);
    }
}
