package dev.assay.server.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.metrics.BoundingBox;
import dev.assay.server.metrics.DetectedItem;
import dev.assay.server.metrics.FoundBox;
import dev.assay.server.metrics.TrueBox;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoxMistakeTest {
    private static final BoundingBox HERE = new BoundingBox(0, 0, 10, 10);
    private static final BoundingBox THERE = new BoundingBox(50, 50, 60, 60);
    private static final List<TrueBox> CAT = List.of(new TrueBox("cat", HERE));

    @Test
    void of_whatIsThereAndNothingElse_isNone() {
        assertThat(of(CAT, new FoundBox("cat", 0.5, HERE), new FoundBox("cat", 0.49, THERE)))
                .isEqualTo(Mistake.NONE);
        assertThat(of(List.of())).isEqualTo(Mistake.NONE);
    }

    @Test
    void of_falseBoxGiven_isItsScore() {
        assertThat(of(CAT, new FoundBox("cat", 0.9, HERE), new FoundBox("cat", 0.7, THERE)))
                .isEqualTo(0.7);
        assertThat(of(List.of(), new FoundBox("cat", 0.5, THERE))).isEqualTo(0.5);
    }

    @Test
    void of_otherLabelInItsPlace_isBothFalseAndMissed() {
        assertThat(of(CAT, new FoundBox("dog", 0.6, HERE))).isEqualTo(1.0);
    }

    @Test
    void of_trueBoxBarelyFound_isWhatIsMissing() {
        assertThat(of(CAT, new FoundBox("cat", 0.25, HERE))).isEqualTo(0.75);
        assertThat(of(CAT, new FoundBox("cat", -3, HERE))).isEqualTo(4.0);
    }

    @Test
    void of_nothingFound_isOne() {
        assertThat(of(CAT)).isEqualTo(1.0);
    }

    @Test
    void of_twiceTheSame_isTheSecondOnesScore() {
        assertThat(of(CAT, new FoundBox("cat", 0.8, HERE), new FoundBox("cat", 0.9, HERE)))
                .isEqualTo(0.8);
    }

    @Test
    void of_boxesThatDoNotCount_isNone() {
        FoundBox[] found =
                Collections.nCopies(101, new FoundBox("cat", 0.4, THERE)).toArray(FoundBox[]::new);
        found[0] = new FoundBox("cat", 0.9, HERE);

        assertThat(of(CAT, found)).isEqualTo(Mistake.NONE);
    }

    private static double of(List<TrueBox> truth, FoundBox... found) {
        return BoxMistake.of(new DetectedItem(truth, List.of(found)), 0.5);
    }
}
