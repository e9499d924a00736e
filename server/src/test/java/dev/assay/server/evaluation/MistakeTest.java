package dev.assay.server.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.vocabulary.LabelScore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MistakeTest {
    @Test
    void single_bestLabelTrue_isNone() {
        assertThat(single("cat", "cat", 0.6, "dog", 0.4)).isEqualTo(Mistake.NONE);
    }

    @Test
    void single_bestLabelFalse_isItsScore() {
        assertThat(single("cat", "cat", 0.4, "dog", 0.6)).isEqualTo(0.6);
    }

    @Test
    void single_equalScores_goToTheLabelListedFirst() {
        assertThat(single("cat", "cat", 0.5, "dog", 0.5)).isEqualTo(Mistake.NONE);
        assertThat(single("cat", "dog", 0.5, "cat", 0.5)).isEqualTo(0.5);
    }

    @Test
    void single_negativeScoreOfAMistake_ranksAboveWhatIsRight() {
        assertThat(single("cat", "dog", -3.0, "cat", -4.0)).isEqualTo(-3.0).isGreaterThan(Mistake.NONE);
    }

    @Test
    void single_noPrediction_isOne() {
        assertThat(Mistake.of(List.of("cat"), List.of(), false)).isEqualTo(1.0);
    }

    @Test
    void single_repeatedLabel_keepsItsHighestScore() {
        assertThat(Mistake.of(List.of("cat"), predicted("dog", 0.2, "cat", 0.5, "dog", 0.7), false))
                .isEqualTo(0.7);
    }

    @Test
    void multi_allGivenAsTheyShould_isNone() {
        assertThat(multi(List.of("cat"), "cat", 0.5, "dog", 0.49)).isEqualTo(Mistake.NONE);
        assertThat(multi(List.of(), "cat", 0.4, "dog", 0.1)).isEqualTo(Mistake.NONE);
    }

    @Test
    void multi_falseLabelGiven_isItsScore() {
        assertThat(multi(List.of("cat"), "cat", 0.9, "dog", 0.8)).isEqualTo(0.8);
    }

    @Test
    void multi_trueLabelMissed_isWhatItsScoreLacks() {
        assertThat(multi(List.of("cat"), "cat", 0.25, "dog", 0.1)).isEqualTo(0.75);
        assertThat(multi(List.of("emu"), "cat", 0.25, "dog", 0.1)).isEqualTo(1.0);
    }

    @Test
    void multi_severalMistakes_countAsTheWorst() {
        assertThat(multi(List.of("cat"), "cat", 0.25, "dog", 0.6)).isEqualTo(0.75);
    }

    private static double single(String truth, Object... pairs) {
        return Mistake.of(List.of(truth), predicted(pairs), false);
    }

    private static double multi(List<String> truth, Object... pairs) {
        return Mistake.of(truth, predicted(pairs), true);
    }

    private static List<LabelScore> predicted(Object... pairs) {
        List<LabelScore> predicted = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            predicted.add(new LabelScore((String) pairs[i], (Double) pairs[i + 1]));
        }
        return predicted;
    }
}
