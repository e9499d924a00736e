package dev.assay.server.labeling;

import static dev.assay.server.labeling.LabelingBench.LEASE;
import static dev.assay.server.labeling.LabelingBench.PROJECT;
import static dev.assay.server.labeling.LabelingBench.person;
import static dev.assay.server.labeling.LabelingBench.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.labeling.Question.State;
import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.WrongState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeskTest {
    private static final Person ANN = person("ann");
    private static final Person BEN = person("ben");
    private static final Person CAT = person("cat");

    @TempDir
    Path directory;

    private EmbeddedStores stores;
    private LabelingBench bench;

    @BeforeEach
    void open() {
        stores = EmbeddedStores.open(directory);
        bench = new LabelingBench(stores.module());
    }

    @AfterEach
    void close() {
        stores.close();
    }

    // --- who gets what --------------------------------------------------------------------------------------------

    @Test
    void question_isShownAgain_toWhoHoldsIt() {
        ResourceName task = begin(2, 1);
        Question first = bench.lease(task, ANN);
        bench.pass(Duration.ofSeconds(5));

        assertThat(bench.lease(task, ANN)).isEqualTo(first);
        assertThat(bench.lease(PROJECT, ANN)).isEqualTo(first);
        assertThat(bench.lease(task, BEN).itemId()).isNotEqualTo(first.itemId());
    }

    @Test
    void nobody_seesAnItemTwice() {
        ResourceName task = begin(3, 3);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            Question question = bench.lease(task, ANN);
            assertThat(seen.add(question.itemId())).isTrue();
            bench.answer(question, "good");
        }

        assertThat(bench.desk().lease(ANN, task, bench.now())).isEmpty();
    }

    @Test
    void othersThanContributors_findNoTask() {
        ResourceName task = bench.begin(PlanDraft.of(bench.texts(1)).only(ANN).plan());

        assertThatThrownBy(() -> bench.lease(task, BEN)).isInstanceOf(NotFound.class);
        assertThat(bench.desk().lease(BEN, PROJECT, bench.now())).isEmpty();
        assertThat(bench.lease(PROJECT, ANN).person()).isEqualTo(ANN);
    }

    @Test
    void tasksOfAProject_areServedInTurn() {
        ResourceName first = begin(5, 1);
        ResourceName second = begin(5, 1);

        assertThat(List.of(answerOneOf(PROJECT), answerOneOf(PROJECT), answerOneOf(PROJECT), answerOneOf(PROJECT)))
                .containsExactly(first, second, first, second);
    }

    private ResourceName answerOneOf(ResourceName scope) {
        Question question = bench.lease(scope, ANN);
        bench.answer(question, "good");
        bench.pass(Duration.ofSeconds(1));
        return question.name().ancestor(ResourceKind.TASK);
    }

    @Test
    void expiredQuestion_goesToSomebodyElse_andItsLateAnswerIsKeptAsADraft() {
        ResourceName task = begin(1, 1);
        Question lost = bench.lease(task, ANN);
        bench.pass(LEASE);
        bench.sweep();
        Question taken = bench.lease(task, BEN);

        WrongState late = refusal(lost, ANN, lost.number());
        assertThat(late.reason()).isEqualTo("LEASE_EXPIRED");
        assertThat(late).hasMessageContaining("kept as the question's draft");
        assertThat(late.details()).containsEntry("draft_of", lost.name().toString());
        Question shown = bench.get(Questions.class).get(lost.name(), ANN);
        assertThat(shown.state()).isEqualTo(State.EXPIRED);
        assertThat(Answer.of(java.util.Objects.requireNonNull(shown.draft()))).isEqualTo(says("good"));

        bench.desk().release(taken.name(), BEN, taken.number(), bench.now());
        Question again = bench.lease(task, ANN);
        assertThat(again.name()).isEqualTo(lost.name());
        assertThat(again.number()).isEqualTo(2);
        assertThat(again.draft()).isEqualTo(shown.draft());
        assertThat(refusal(again, ANN, 1).reason()).isEqualTo("LEASE_NOT_CURRENT");
        bench.answer(again, "bad");
        assertThat(bench.get(Questions.class).get(again.name(), ANN).draft()).isNull();
    }

    @Test
    void itemLeftBehind_isFound_onceNothingLiesAhead() {
        ResourceName task = begin(3, 1);
        QuestionStore store = bench.get(QuestionStore.class);
        TaskKey key = bench.task(task).key();
        // As if the first two had been locked by others when Ann came by.
        bench.write(() -> {
            var item = store.take(key, ANN, 1L, bench.now()).orElseThrow();
            assertThat(store.lease(
                            key,
                            item,
                            ANN,
                            "q",
                            item.position(),
                            bench.now(),
                            bench.now().plus(LEASE)))
                    .isPresent();
        });
        bench.answer(bench.lease(task, ANN), "good");

        bench.pass(Duration.ofSeconds(1));
        Question second = bench.lease(task, ANN);
        bench.answer(second, "good");
        bench.pass(Duration.ofSeconds(1));
        Question third = bench.lease(task, ANN);
        bench.answer(third, "good");

        assertThat(Set.of(second.item(), third.item())).containsExactlyInAnyOrder(0L, 1L);
        assertThat(bench.desk().lease(ANN, task, bench.now())).isEmpty();
    }

    // --- refusals -------------------------------------------------------------------------------------------------

    @Test
    void answer_isTakenAgain_ifItIsTheSame_orComesUnderTheSameRequestId() {
        ResourceName task = begin(1, 2);
        Question question = bench.lease(task, ANN);
        bench.desk().submit(question.name(), ANN, 1, says("good"), "r", bench.now());

        bench.desk().submit(question.name(), ANN, 1, says("good"), "", bench.now());
        bench.desk().submit(question.name(), ANN, 1, says("bad"), "r", bench.now());

        WrongState other = catchThrowableOfType(
                WrongState.class, () -> bench.desk().submit(question.name(), ANN, 1, says("bad"), "s", bench.now()));
        assertThat(other.reason()).isEqualTo("ALREADY_ANSWERED");
        Question stored = bench.get(Questions.class).get(question.name(), ANN);
        assertThat(Answer.of(java.util.Objects.requireNonNull(stored.answer()))).isEqualTo(says("good"));
    }

    @Test
    void question_isItsPersonsAlone() {
        ResourceName task = begin(1, 2);
        Question question = bench.lease(task, ANN);

        assertThat(refusal(question, BEN, 1).reason()).isEqualTo("NOT_YOUR_QUESTION");
        assertThat(refusal(question, BEN, 1).details()).as("nothing is kept").isEmpty();
        assertThatThrownBy(() -> bench.get(Questions.class).get(question.name(), BEN))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> bench.desk().release(question.name(), BEN, 1, bench.now()))
                .isInstanceOf(WrongState.class);
        bench.answer(question, "good");
    }

    @Test
    void names_thatAreNone_areNotFound() {
        ResourceName task = begin(1, 1);
        ResourceName question = task.child(ResourceKind.QUESTION, "none");
        ResourceName elsewhere = ResourceName.of(ResourceKind.QUESTION, "p", "none", "none");

        for (ResourceName name : List.of(question, elsewhere)) {
            assertThatThrownBy(() -> bench.get(Questions.class).get(name, ANN)).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> bench.desk().submit(name, ANN, 1, says("good"), "", bench.now()))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> bench.desk().skip(name, ANN, 1, "", bench.now()))
                    .isInstanceOf(NotFound.class);
        }
        assertThatThrownBy(() -> bench.lease(ResourceName.of(ResourceKind.TASK, "p", "none"), ANN))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void answerThatIsNone_isKeptAsADraft_andTheQuestionStaysLeased() {
        ResourceName task = begin(1, 1);
        Question question = bench.lease(task, ANN);

        InvalidArgument refusal = catchThrowableOfType(
                InvalidArgument.class,
                () -> bench.desk()
                        .submit(
                                question.name(),
                                ANN,
                                1,
                                new Answer(says("x", "y").annotations(), "c".repeat(1_001)),
                                "",
                                bench.now()));
        assertThat(refusal.violations())
                .extracting(InvalidArgument.FieldViolation::field)
                .containsExactly(
                        "answer.comment",
                        "answer.annotations",
                        "answer.annotations[0].annotation_value.text_classification_annotation.annotation_spec.display_name",
                        "answer.annotations[1].annotation_value.text_classification_annotation.annotation_spec.display_name");
        assertThat(refusal.details()).containsEntry("draft_of", question.name().toString());
        Question kept = bench.lease(task, ANN);
        assertThat(kept.number()).isEqualTo(1);
        assertThat(Answer.of(java.util.Objects.requireNonNull(kept.draft())).annotations())
                .hasSize(2);
        bench.answer(kept, "good");
    }

    @Test
    void closedTask_refusesAnswers_andKeepsThem() {
        ResourceName task = begin(3, 1);
        bench.answer(bench.lease(task, BEN), "good");
        Question question = bench.lease(task, ANN);
        bench.get(LabelingTasks.class).cancel(task, bench.now());

        WrongState refusal = refusal(question, ANN, 1);
        assertThat(refusal.reason()).isEqualTo("TASK_CLOSED");
        assertThat(refusal.details()).containsKey("draft_of");
        assertThatThrownBy(() -> bench.lease(task, CAT))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining("CANCELLED");
        assertThat(bench.desk().lease(CAT, PROJECT, bench.now())).isEmpty();
        assertThat(bench.get(AnswerStore.class).ofItem(bench.task(task).number(), 0))
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"SKIPPED", "RELEASED"})
    void givingBack_isHarmlessToRepeat(State how) {
        ResourceName task = begin(1, 1);
        Question question = bench.lease(task, ANN);
        giveBack(question, how);
        giveBack(question, how);

        assertThat(bench.get(Questions.class).get(question.name(), ANN).state()).isEqualTo(how);
        assertThat(bench.lease(task, BEN).itemId()).isEqualTo(question.itemId());
        assertThat(refusal(question, ANN, 1).reason())
                .isEqualTo(how == State.SKIPPED ? "ALREADY_SKIPPED" : "LEASE_GIVEN_BACK");
        assertThat(bench.desk().lease(ANN, task, bench.now())).isEmpty();
    }

    private void giveBack(Question question, State how) {
        if (how == State.SKIPPED) {
            bench.desk().skip(question.name(), question.person(), 1, "blurred", bench.now());
        } else {
            bench.desk().release(question.name(), question.person(), 1, bench.now());
        }
    }

    // --- what is shown --------------------------------------------------------------------------------------------

    @Test
    void question_showsItsItem() {
        ResourceName task = bench.begin(PlanDraft.of(bench.texts("one", "two")).plan());
        Question question = bench.lease(task, ANN);

        Questions.Media media = bench.get(Questions.class).media(question);
        assertThat(media.payload()).isEqualTo(new Text("one"));
        assertThat(media.previous()).isEmpty();
        assertThat(media.plan().labelNames()).isEqualTo(PlanDraft.LABELS);
    }

    // --- helpers --------------------------------------------------------------------------------------------------

    private ResourceName begin(int items, int replicas) {
        return bench.begin(PlanDraft.of(bench.texts(items))
                .replicas(replicas)
                .by(Aggregation.NO_AGGREGATION)
                .plan());
    }

    private WrongState refusal(Question question, Person person, long number) {
        return catchThrowableOfType(
                WrongState.class,
                () -> bench.desk().submit(question.name(), person, number, says("good"), "", bench.now()));
    }
}
