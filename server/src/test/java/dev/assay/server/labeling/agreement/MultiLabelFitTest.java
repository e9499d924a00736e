package dev.assay.server.labeling.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MultiLabelFitTest {
    private static final int LABELS = 4;

    @Test
    void fitEach_anyAnswers_isOneFitOfYesAndNoPerLabel() {
        for (long seed = 1; seed <= 10; seed++) {
            List<int[]> sets = new ArrayList<>();
            MultiLabelAnswers answers = random(seed, sets);
            MultiLabelFit fit = DawidSkene.fitEach(answers, LABELS, DawidSkeneSettings.DEFAULT);

            for (int label = 0; label < LABELS; label++) {
                SingleLabelAnswers yesOrNo = new SingleLabelAnswers();
                for (int[] set : sets) {
                    yesOrNo.add(set[0], set[1], (set[2] >> label) & 1);
                }
                DawidSkeneFit own = DawidSkene.fit(yesOrNo, 2, DawidSkeneSettings.DEFAULT);
                assertThat(fit.quality(label).confusions())
                        .as("seed %d, label %d", seed, label)
                        .containsExactly(own.quality().confusions());
                for (int item = 0; item < fit.items(); item++) {
                    assertThat(fit.probability(item, label))
                            .as("seed %d, label %d, item %d", seed, label, item)
                            .isEqualTo(own.posterior(item)[MultiLabelFit.YES]);
                }
            }
        }
    }

    @Test
    void refitEach_nothingNew_staysWhereItIs() {
        MultiLabelAnswers answers = random(3, new ArrayList<>());
        DawidSkeneSettings strict = new DawidSkeneSettings(4.0, 5_000, 1e-13);
        MultiLabelFit fit = DawidSkene.fitEach(answers, LABELS, strict);

        MultiLabelFit again = DawidSkene.refitEach(answers, fit, strict);

        for (int item = 0; item < fit.items(); item++) {
            assertThat(again.consensus(item)).isEqualTo(fit.consensus(item));
            assertThat(again.probability(item, 1)).isCloseTo(fit.probability(item, 1), within(1e-5));
        }
    }

    @Test
    void consensus_mostSayYes_takesThoseLabels() {
        MultiLabelAnswers answers = new MultiLabelAnswers();
        for (int item = 0; item < 20; item++) {
            for (int person = 0; person < 3; person++) {
                if (item % 2 == 0) {
                    answers.add(item, person, 2, 0);
                } else {
                    answers.add(item, person);
                }
            }
        }
        answers.add(21, 0, 0);
        answers.add(21, 1, 2, 0);
        answers.add(21, 2, 0);

        MultiLabelFit fit = DawidSkene.fitEach(answers, 3, DawidSkeneSettings.DEFAULT);

        assertThat(fit.consensus(0)).containsExactly(0, 2);
        assertThat(fit.consensus(1)).isEmpty();
        assertThat(fit.consensus(21)).containsExactly(0);
        // Nobody answered it.
        assertThat(fit.consensus(20)).isEmpty();
        assertThat(fit.probability(0, 1)).isLessThan(0.05);
        assertThat(fit.quality(0).accuracy(1)).isGreaterThan(0.8);
    }

    @Test
    void fitEach_labelOutsideTheSet_isRefused() {
        MultiLabelAnswers answers = new MultiLabelAnswers();
        answers.add(0, 0, 3);

        assertThatThrownBy(() -> DawidSkene.fitEach(answers, 3, DawidSkeneSettings.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> answers.add(0, 0, 1, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(answers.size()).isEqualTo(1);
    }

    /** Answers in any order; {@code sets} receives item, person and the labels as bits. */
    private static MultiLabelAnswers random(long seed, List<int[]> sets) {
        Random random = new Random(seed);
        MultiLabelAnswers answers = new MultiLabelAnswers();
        for (int i = 0; i < 200; i++) {
            int[] set = {random.nextInt(40), i % 7, random.nextInt(1 << LABELS)};
            if (sets.stream().noneMatch(other -> other[0] == set[0] && other[1] == set[1])) {
                sets.add(set);
                answers.add(
                        set[0],
                        set[1],
                        random.ints(0, LABELS)
                                .distinct()
                                .limit(LABELS)
                                .filter(label -> (set[2] >> label & 1) == 1)
                                .toArray());
            }
        }
        return answers;
    }
}
