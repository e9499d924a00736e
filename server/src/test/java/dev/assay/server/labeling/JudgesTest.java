package dev.assay.server.labeling;

import static dev.assay.server.labeling.LabelingBench.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.Annotation.Entity;
import dev.assay.server.dataset.annotated.Annotation.Polygon;
import dev.assay.server.dataset.annotated.Annotation.Sentiment;
import dev.assay.server.dataset.annotated.Annotation.Value;
import dev.assay.server.dataset.annotated.Annotation.Vertex;
import dev.assay.server.dataset.annotated.Annotation.Votes;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.labeling.Judge.Said;
import dev.assay.server.labeling.Judge.Verdict;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JudgesTest {
    private static final PlanDraft DRAFT = PlanDraft.of(ResourceName.of(ResourceKind.DATASET, "p", "d"));

    @ParameterizedTest
    @EnumSource(AnnotationType.class)
    void everyKind_hasAJudge_ForWhatSuitsIt_andNoneForTheRest(AnnotationType type) {
        for (Aggregation way : Aggregation.values()) {
            LabelingPlan plan = DRAFT.asking(type).by(way).replicas(3).plan();
            if (way.suits(type)) {
                assertThat(Judges.of(plan).atFirst(3)).isBetween(1, 3);
            } else {
                assertThatThrownBy(() -> Judges.of(plan)).isInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThat(Aggregation.NO_AGGREGATION.suits(type))
                .isEqualTo(type != AnnotationType.GENERAL_CLASSIFICATION_ANNOTATION);
    }

    @Test
    void majority_asksTheFewestFirst_andFurtherWhileItIsOpen() {
        Judge judge = Judges.of(DRAFT.replicas(5).plan());

        assertThat(judge.atFirst(1)).isEqualTo(1);
        assertThat(judge.atFirst(5)).isEqualTo(3);
        assertThat(judge.more(labels("good", "good", "good"), 5)).isZero();
        assertThat(judge.more(labels("good", "good", "bad"), 5)).isEqualTo(1);
        assertThat(judge.more(labels("good", "good", "bad", "good"), 5)).isZero();
        assertThat(judge.verdict(labels("good", "bad")).agreed()).isFalse();
        assertThat(judge.verdict(labels("good", "good", "bad")))
                .isEqualTo(new Verdict(
                        true,
                        List.of(new Annotation(
                                new Classification("good"), null, new Votes(2 / 3.0, 3, 2, List.of())))));
    }

    @Test
    void unanimity_endsWithTheFirstWhoDiffers() {
        Judge judge = Judges.of(DRAFT.by(Aggregation.UNANIMOUS_VOTE).replicas(3).plan());

        assertThat(judge.atFirst(3)).isEqualTo(2);
        assertThat(judge.more(labels("good", "bad"), 3)).isZero();
        assertThat(judge.more(labels("good", "good"), 3)).isEqualTo(1);
        assertThat(judge.verdict(labels("good", "good", "good")).agreed()).isTrue();
        assertThat(judge.verdict(labels("good", "good", "bad")).agreed()).isFalse();
    }

    @Test
    void severalLabels_areVotedOnOneByOne_andNoneIsAnAnswer() {
        Judge judge = Judges.of(DRAFT.ofSeveralLabels().replicas(3).plan());
        List<Said> answers = List.of(said(0, "", label("good"), label("odd")), said(1, "", label("good")), said(2, ""));

        assertThat(values(judge.verdict(answers))).containsExactly(new Classification("good"));
        Verdict nothing = judge.verdict(List.of(said(0, ""), said(1, ""), said(2, "", label("odd"))));
        assertThat(nothing.agreed()).isTrue();
        assertThat(nothing.annotations()).isEmpty();
    }

    @Test
    void sentimentAndComments_comeAlong() {
        Judge judge = Judges.of(DRAFT.replicas(3).plan());
        List<Said> answers =
                List.of(fond(0, Sentiment.POSITIVE), fond(1, Sentiment.POSITIVE), fond(2, Sentiment.NEGATIVE));

        Annotation agreed = judge.verdict(answers).annotations().get(0);
        assertThat(agreed.sentiment()).isEqualTo(Sentiment.POSITIVE);
        assertThat(agreed.votes()).isEqualTo(new Votes(1, 3, 3, List.of("POSITIVE", "POSITIVE", "NEGATIVE")));
        assertThat(judge.verdict(answers.subList(1, 3)).annotations().get(0).sentiment())
                .isNull();
    }

    @Test
    void everythingIsKept_withoutAggregation() {
        Judge judge = Judges.of(DRAFT.by(Aggregation.NO_AGGREGATION).replicas(2).plan());

        assertThat(judge.atFirst(2)).isEqualTo(2);
        assertThat(values(judge.verdict(labels("good", "bad"))))
                .containsExactly(new Classification("good"), new Classification("bad"));
    }

    @Test
    void spans_areVotedOnExactly() {
        Judge judge = Judges.of(DRAFT.asking(AnnotationType.TEXT_ENTITY_EXTRACTION_ANNOTATION)
                .replicas(3)
                .plan());
        Entity span = new Entity("good", 2, 5);
        List<Said> answers = List.of(
                said(0, "", span), said(1, "", span, new Entity("bad", 6, 7)), said(2, "", new Entity("good", 2, 4)));

        assertThat(values(judge.verdict(answers))).containsExactly(span);
        assertThat(judge.more(answers.subList(0, 1), 3)).isEqualTo(1);
    }

    @Test
    void boxes_thatPeopleDrawApart_areMerged() {
        Judge judge = Judges.of(DRAFT.asking(AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION)
                .replicas(3)
                .plan());
        List<Said> answers =
                List.of(said(0, "", box(true, 0, 0, 0.5, 0.5)), said(1, "", box(true, 0, 0, 0.5, 0.6)), said(2, ""));

        assertThat(judge.atFirst(3)).isEqualTo(3);
        assertThat(values(judge.verdict(answers))).containsExactly(box(true, 0, 0, 0.5, 0.55));
        List<Said> mixed = List.of(said(0, "", box(true, 0, 0, 1, 1)), said(1, "", box(false, 0, 0, 1, 1)));
        assertThat(judge.verdict(mixed).agreed()).as("pixels are no parts").isFalse();
    }

    @Test
    void boxes_thatPeopleSeeInTurn_areConfirmed_orDecidedByAThird() {
        Judge judge = Judges.of(DRAFT.asking(AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION)
                .by(Aggregation.IN_TURN)
                .replicas(3)
                .plan());
        Said first = said(0, "", box(false, 0, 0, 10, 10));
        Said other = said(1, "", box(false, 5, 5, 20, 20));
        Said third = said(2, "", box(false, 5, 5, 20, 21));

        assertThat(judge.atFirst(3)).isEqualTo(1);
        assertThat(judge.more(List.of(first), 3)).isEqualTo(1);
        assertThat(judge.more(List.of(first, first), 3)).isZero();
        assertThat(judge.more(List.of(first, other), 3)).isEqualTo(1);
        assertThat(judge.more(List.of(first, other, third), 5)).isZero();
        assertThat(values(judge.verdict(List.of(first, other, third)))).containsExactly(box(false, 5, 5, 20, 21));
        assertThat(judge.verdict(List.of(first, other)).agreed()).isFalse();
    }

    // --- helpers --------------------------------------------------------------------------------------------------

    private static Classification label(String label) {
        return new Classification(label);
    }

    private static Polygon box(boolean normalized, double left, double top, double right, double bottom) {
        return new Polygon("good", List.of(new Vertex(left, top), new Vertex(right, bottom)), normalized);
    }

    private static Said said(int person, String comment, Value... values) {
        return new Said(
                person("p" + person),
                new Answer(Arrays.stream(values).map(Annotation::of).toList(), comment));
    }

    private static Said fond(int person, Sentiment sentiment) {
        Annotation annotation = new Annotation(label("good"), sentiment, null);
        return new Said(person("p" + person), new Answer(List.of(annotation), sentiment.name()));
    }

    private static List<Said> labels(String... labels) {
        List<Said> answers = new ArrayList<>();
        for (String label : labels) {
            answers.add(said(answers.size(), "", label(label)));
        }
        return answers;
    }

    private static List<Value> values(Verdict verdict) {
        return verdict.annotations().stream().map(Annotation::value).toList();
    }
}
