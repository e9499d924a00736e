package dev.assay.server.labeling.consensus;

import static dev.assay.server.labeling.consensus.BoxesForTests.box;
import static dev.assay.server.labeling.consensus.BoxesForTests.ten;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.labeling.consensus.BoxTurn.Ask;
import dev.assay.server.labeling.consensus.BoxTurn.Done;
import dev.assay.server.labeling.consensus.BoxTurn.Request;
import dev.assay.server.labeling.consensus.Consensus.Decided;
import dev.assay.server.labeling.consensus.Consensus.Undecided;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoxSequenceTest {
    private static final LabeledBox DOG = box("dog", 40, 40, 20, 20);

    @Test
    void next_onePersonOnly_standsAsDrawn() {
        assertThat(BoxSequence.next(1, List.of())).isEqualTo(new Ask(Request.DRAW, List.of()));
        assertThat(BoxSequence.next(1, List.of(List.of(ten(0)))))
                .isEqualTo(new Done(new Decided<>(List.of(new Vote<>(ten(0), 1, 1)), 1)));
    }

    @Test
    void next_secondConfirms_takesTheSecondsBoxes() {
        List<LabeledBox> first = List.of(ten(0), DOG);
        List<LabeledBox> second = List.of(DOG, ten(0.2));

        assertThat(BoxSequence.next(3, List.of(first))).isEqualTo(new Ask(Request.REVIEW, List.of(0)));
        assertThat(BoxSequence.next(3, List.of(first, second)))
                .isEqualTo(new Done(new Decided<>(List.of(new Vote<>(ten(0.2), 2, 2), new Vote<>(DOG, 2, 2)), 2)));
    }

    @Test
    void next_secondEdits_asksAThirdWhoDecides() {
        List<LabeledBox> first = List.of(ten(0), DOG);
        List<LabeledBox> second = List.of(ten(2), DOG);

        assertThat(BoxSequence.next(3, List.of(first, second))).isEqualTo(new Ask(Request.DECIDE, List.of(0, 1)));
        assertThat(BoxSequence.next(3, List.of(first, second, first)))
                .isEqualTo(new Done(new Decided<>(List.of(new Vote<>(ten(0), 2, 3), new Vote<>(DOG, 3, 3)), 3)));
        // Made right by the third alone.
        assertThat(BoxSequence.next(5, List.of(first, second, List.of(ten(4)), List.of())))
                .isEqualTo(new Done(new Decided<>(List.of(new Vote<>(ten(4), 1, 3)), 3)));
    }

    @Test
    void next_twoPeopleWhoDiffer_areUndecided() {
        assertThat(BoxSequence.next(2, List.of(List.of(ten(0), DOG), List.of(DOG))))
                .isEqualTo(new Done(new Undecided<>(List.of(new Vote<>(ten(0), 1, 2), new Vote<>(DOG, 2, 2)), 2)));
    }

    @Test
    void next_nothingThereAndConfirmed_isDecidedAsNothing() {
        assertThat(BoxSequence.next(3, List.of(List.of(), List.of()))).isEqualTo(new Done(new Decided<>(List.of(), 2)));
        assertThat(BoxSequence.next(3, List.of(List.of(), List.of(DOG))))
                .isEqualTo(new Ask(Request.DECIDE, List.of(0, 1)));
    }

    @Test
    void next_nobodyToAsk_isRefused() {
        assertThatThrownBy(() -> BoxSequence.next(0, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void agree_labelOrNumberOrPlaceDiffers_isFalse() {
        assertThat(BoxSequence.agree(List.of(DOG), List.of(box("cat", 40, 40, 20, 20))))
                .isFalse();
        assertThat(BoxSequence.agree(List.of(DOG), List.of(DOG, DOG))).isFalse();
        assertThat(BoxSequence.agree(List.of(DOG, DOG), List.of(DOG, ten(0)))).isFalse();
        // 10 by 10, shifted by x, overlaps by (10 - x) / (10 + x).
        assertThat(BoxSequence.agree(List.of(ten(0)), List.of(ten(10.0 / 19.0 - 1e-6))))
                .isTrue();
        assertThat(BoxSequence.agree(List.of(ten(0)), List.of(ten(10.0 / 19.0 + 1e-6))))
                .isFalse();
    }

    @Test
    void agree_nearestPartnerIsTakenByAnother_findsTheOtherWay() {
        // The first box is nearest to the only one that fits the second box.
        List<LabeledBox> first = List.of(ten(0.3), ten(0.0));
        List<LabeledBox> second = List.of(ten(0.35), ten(0.7));

        assertThat(BoxSequence.agree(first, second)).isTrue();
        assertThat(BoxSequence.agree(second, first)).isTrue();
    }

    @Test
    void matching_crowdedBoxes_isAsLargeAsTheBestOfAllPairings() {
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            List<List<LabeledBox>> answers = BoxesForTests.crowded(random, 2, 6);
            List<LabeledBox> first = answers.get(0);
            List<LabeledBox> second = answers.get(1);
            for (double overlap : new double[] {0.2, 0.4, 0.6}) {
                BoxMatching matching = new BoxMatching(first, second, overlap);
                int paired = 0;
                for (int box = 0; box < first.size(); box++) {
                    paired += matching.hasPartner(box) ? 1 : 0;
                }
                int best = best(first, 0, second, 0, overlap);

                assertThat(paired).as("seed %d, overlap %s", seed, overlap).isEqualTo(best);
                assertThat(matching.isComplete())
                        .as("seed %d, overlap %s", seed, overlap)
                        .isEqualTo(best == first.size() && best == second.size());
            }
        }
    }

    /** The most boxes that can be paired, trying everything; {@code taken} has a bit per box of the second list. */
    private static int best(List<LabeledBox> first, int from, List<LabeledBox> second, int taken, double overlap) {
        if (from == first.size()) {
            return 0;
        }
        int best = best(first, from + 1, second, taken, overlap);
        for (int i = 0; i < second.size(); i++) {
            if ((taken >> i & 1) == 0 && first.get(from).matches(second.get(i), overlap)) {
                best = Math.max(best, 1 + best(first, from + 1, second, taken | 1 << i, overlap));
            }
        }
        return best;
    }
}
