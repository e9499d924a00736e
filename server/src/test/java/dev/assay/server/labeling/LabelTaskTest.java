package dev.assay.server.labeling;

import static dev.assay.server.labeling.LabelingBench.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.annotated.AnnotatedDataset;
import dev.assay.server.dataset.annotated.AnnotatedDatasets;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.Annotation.Votes;
import dev.assay.server.labeling.LabelProgress.Phase;
import dev.assay.server.labeling.LabelingTask.CloseReason;
import dev.assay.server.labeling.LabelingTask.Counts;
import dev.assay.server.labeling.TaskFigures.Figures;
import dev.assay.server.labeling.TaskFigures.Progress;
import dev.assay.server.labeling.TaskOutcomes.ItemOutcome;
import dev.assay.server.labeling.TaskOutcomes.Kind;
import dev.assay.server.operation.Operation;
import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.WrongState;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelTaskTest {
    private static final Person ANN = person("ann");
    private static final Person BEN = person("ben");
    private static final Person CAT = person("cat");
    private static final ResourceName RUN = ResourceName.of(ResourceKind.RUN, "p", "j", "r");

    @TempDir
    Path directory;

    private EmbeddedStores stores;
    private LabelingBench bench;
    private final List<String> owned = new ArrayList<>();

    @BeforeEach
    void open() {
        stores = EmbeddedStores.open(directory);
        bench = new LabelingBench(stores.module(), new OwnedInParts());
    }

    @AfterEach
    void close() {
        stores.close();
    }

    /** Lists what the test says, one item at a time, with an empty part between. */
    private final class OwnedInParts implements OwnedItems {
        @Override
        public ResourceKind owners() {
            return ResourceKind.RUN;
        }

        @Override
        public Part after(ResourceName owner, ResourceName dataset, String cursor, int limit) {
            int place = cursor.isEmpty() ? 0 : Integer.parseInt(cursor);
            List<String> some = place % 2 == 0 && place / 2 < owned.size() ? List.of(owned.get(place / 2)) : List.of();
            return new Part(some, place >= 2 * owned.size() ? null : Integer.toString(place + 1));
        }
    }

    @Test
    void progress_ofVeryManyItems_isRightFromTheFirstMoment() {
        int items = 10_050;
        bench.get(LabelingTasks.class).start(PlanDraft.of(bench.texts(items)).plan(), bench.now());
        ResourceName task = bench.get(LabelingTasks.class)
                .list(LabelingBench.PROJECT, null, false, PageRequest.of(0, "", "t"))
                .entries()
                .get(0)
                .name();
        bench.work();

        assertThat(progress(task)).isEqualTo(new Progress(items, items, 0));
        assertThat(bench.get(TaskFigures.class)
                        .of(bench.task(task), null, bench.now())
                        .decidedItems())
                .isZero();
        say(task, ANN, "good");
        assertThat(progress(task).answers()).isEqualTo(1);
    }

    @Test
    void answers_areAllCounted_onceATaskIsClosed() {
        ResourceName dataset = bench.texts("one", "two");
        ResourceName done = bench.begin(PlanDraft.of(dataset).plan());
        say(done, ANN, "good");
        say(done, ANN, "bad");
        bench.pass(Duration.ofSeconds(1));
        bench.work();
        ResourceName cancelled = bench.begin(PlanDraft.of(dataset).plan());
        say(cancelled, ANN, "good");
        bench.pass(Duration.ofSeconds(1));
        bench.write(() -> bench.get(LabelingTasks.class).cancel(cancelled, bench.now()));

        assertThat(bench.task(done).counts())
                .isEqualTo(new Counts(0, 2, bench.now().minusSeconds(1)));
        assertThat(bench.task(cancelled).counts()).isEqualTo(new Counts(1, 1, bench.now()));
        assertThat(progress(done)).isEqualTo(new Progress(2, 0, 2));
        assertThat(progress(cancelled)).isEqualTo(new Progress(2, 1, 1));
    }

    private Progress progress(ResourceName task) {
        return bench.get(TaskFigures.class).progress(List.of(task)).get(task);
    }

    @Test
    void task_endsWithAnAnnotatedDataset_ofWhatPeopleAgreedOn() {
        ResourceName dataset = bench.texts("one", "two", "three");
        ResourceName task = bench.begin(PlanDraft.of(dataset).replicas(3).plan());
        List<Question> first = List.of(bench.lease(task, ANN), bench.lease(task, BEN));
        bench.answer(first.get(0), "good");
        bench.answer(first.get(1), "good");
        say(task, ANN, "good");
        say(task, BEN, "bad");
        skip(task, CAT);
        say(task, CAT, "odd");
        List.of("u", "v", "w", "x").forEach(name -> skip(task, person(name)));
        bench.work();

        LabelingTask closed = bench.task(task);
        assertThat(closed.closeReason()).isEqualTo(CloseReason.DONE);
        AnnotatedDataset result =
                bench.get(AnnotatedDatasets.class).get(Objects.requireNonNull(closed.annotatedDataset()));
        assertThat(result.displayName()).isEqualTo("title");
        assertThat(result.exampleCount()).isEqualTo(3);
        assertThat(result.completedExampleCount()).isEqualTo(1);
        assertThat(result.labelStats()).isEqualTo(Map.of("good", 1L));
        assertThat(result.metadata()).containsExactly(7);
        assertThat(bench.get(TaskOutcomes.class).after(closed, 0, 9))
                .extracting(ItemOutcome::kind)
                .containsExactly(Kind.AGREED, Kind.UNSETTLED, Kind.UNANSWERED);
        assertThat(bench.get(TaskOutcomes.class).after(closed, 0, 1).get(0).annotations())
                .containsExactly(new Annotation(new Classification("good"), null, new Votes(1, 2, 2, List.of())));

        Operation operation = bench.operation(task);
        assertThat(operation.isDone()).isTrue();
        assertThat(operation.error()).isNull();
        LabelProgress progress = LabelProgress.read(operation.progress());
        assertThat(progress.percent()).isEqualTo(100);
        assertThat(progress.agreed()).isEqualTo(1);
        assertThat(progress.unsettled()).isEqualTo(1);
        assertThat(progress.unanswered()).isEqualTo(1);
        assertThat(progress.annotatedDataset()).isEqualTo(closed.annotatedDataset());
        assertThat(LabelRequest.read(operation.request()).config()).containsExactly(7);
        assertThat(bench.get(Datasets.class).getHeld(dataset).holders()).isEmpty();
    }

    @Test
    void furtherPeople_areAskedOnlyWhileTheOutcomeIsOpen() {
        ResourceName task = bench.begin(PlanDraft.of(bench.texts(1)).replicas(3).plan());
        say(task, ANN, "good");
        Question second = bench.lease(task, BEN);
        assertThat(bench.desk().lease(CAT, task, bench.now()))
                .as("two may agree")
                .isEmpty();

        bench.answer(second, "bad");
        say(task, CAT, "bad");

        bench.work();
        assertThat(bench.task(task).isOpen()).isFalse();
    }

    @Test
    void emptyTask_isDoneAtOnce() {
        ResourceName task = bench.begin(PlanDraft.of(bench.texts(0)).plan());

        assertThat(bench.task(task).closeReason()).isEqualTo(CloseReason.DONE);
        assertThat(LabelProgress.read(bench.operation(task).progress()).percent())
                .isEqualTo(100);
    }

    @Test
    void manyItems_areListedAndWrittenInParts() {
        ResourceName dataset = bench.texts(2_000);
        bench.get(dev.assay.server.dataset.DataItems.class)
                .append(dataset, List.of(new dev.assay.server.dataset.DataItem.Text("last")));
        ResourceName task = bench.begin(PlanDraft.of(dataset).plan());
        assertThat(bench.task(task).itemCount()).isEqualTo(2_001);
        for (int i = 0; i < 2_001; i++) {
            bench.pass(Duration.ofMillis(1));
            say(task, ANN, "good");
        }
        bench.work();

        ResourceName result = Objects.requireNonNull(bench.task(task).annotatedDataset());
        assertThat(bench.get(AnnotatedDatasets.class).get(result).completedExampleCount())
                .isEqualTo(2_001);
    }

    // --- owners ---------------------------------------------------------------------------------------------------

    @Test
    void owner_listsTheItems_andIsWoken() {
        owned.addAll(List.of("0000000000002", "0000000000001"));
        bench.write(() -> bench.get(WorkStore.class).add(RUN.toString(), WorkKind.RUN, Instant.MAX));
        ResourceName task =
                bench.begin(PlanDraft.of(bench.texts(3)).ownedBy(RUN).plan());
        assertThat(bench.task(task).itemCount()).isEqualTo(2);
        Question question = bench.lease(task, ANN);
        assertThat(question.itemId()).isEqualTo("0000000000002");
        bench.answer(question, "good");
        assertThat(dueOwners()).isEmpty();
        say(task, ANN, "bad");

        bench.work();
        assertThat(bench.task(task).isOpen()).isFalse();
        assertThat(dueOwners()).containsExactly(RUN.toString());
    }

    private List<String> dueOwners() {
        bench.work();
        return stores.texts("SELECT resource FROM work WHERE kind = 'RUN' AND wake_time <= ?", 4_000_000_000_000_000L);
    }

    @Test
    void cancellation_closesTheTask_keepsAnswers_andWakesTheOwner() {
        ResourceName dataset = bench.texts(3);
        owned.addAll(List.of("0000000000000", "0000000000001"));
        bench.write(() -> bench.get(WorkStore.class).add(RUN.toString(), WorkKind.RUN, Instant.MAX));
        ResourceName task = bench.begin(PlanDraft.of(dataset).ownedBy(RUN).plan());
        say(task, ANN, "good");

        bench.get(LabelingTasks.class).cancel(task, bench.now());
        bench.get(LabelingTasks.class).cancel(task, bench.now());

        assertThat(bench.task(task).closeReason()).isEqualTo(CloseReason.CANCELLED);
        assertThat(bench.task(task).annotatedDataset()).isNull();
        assertThat(bench.get(AnswerStore.class).answered(bench.task(task).number(), 0, 9, 999))
                .hasSize(1);
        assertThat(bench.get(Datasets.class).getHeld(dataset).holders()).isEmpty();
        assertThat(dueOwners()).containsExactly(RUN.toString());
        assertThat(bench.get(AnnotatedDatasets.class)
                        .list(dataset, PageRequest.of(0, "", "x"))
                        .entries())
                .isEmpty();
    }

    @Test
    void dataset_hasOneTaskAtATime_andIsHeldByIt() {
        ResourceName dataset = bench.texts(1);
        ResourceName task = bench.begin(PlanDraft.of(dataset).plan());

        assertThatThrownBy(() -> bench.begin(PlanDraft.of(dataset).plan()))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining(task.id());
        assertThat(bench.get(Datasets.class).getHeld(dataset).holders())
                .containsExactly(LabelingTasks.operationOf(task));
        assertThatThrownBy(() -> bench.get(Datasets.class).delete(dataset, bench.now()))
                .isInstanceOf(WrongState.class);
        say(task, ANN, "good");
        bench.work();
        bench.begin(PlanDraft.of(dataset).plan());
    }

    @Test
    void tasks_goWithTheirDataset() {
        ResourceName dataset = bench.texts(2);
        ResourceName task = bench.begin(PlanDraft.of(dataset).plan());
        say(task, ANN, "good");
        bench.get(LabelingTasks.class).cancel(task, bench.now());
        bench.get(Datasets.class).delete(dataset, bench.now());
        bench.pass(Duration.ofMinutes(2));
        for (int i = 0; i < 5; i++) {
            bench.get(Datasets.class).purgeSome(bench.now());
        }

        assertThat(stores.texts("SELECT id FROM question")).isEmpty();
        assertThat(stores.texts("SELECT id FROM labeling_task")).isEmpty();
        assertThat(bench.get(Datasets.class).stands(dataset)).isFalse();
    }

    // --- figures --------------------------------------------------------------------------------------------------

    @Test
    void figures_tellHowFarItIs_howFast_andWhenItEnds() {
        ResourceName task = bench.begin(PlanDraft.of(bench.texts(10)).plan());
        TaskFigures figures = bench.get(TaskFigures.class);
        assertThat(figures.of(bench.task(task), ANN, bench.now())).isEqualTo(new Figures(10, 0, 0, 0, 0, null));
        say(task, ANN, "good");
        bench.pass(Duration.ofMinutes(50));
        bench.work();
        say(task, ANN, "good");
        say(task, BEN, "good");

        // Three an hour, seven to go.
        Instant end = bench.now().plus(Duration.ofMinutes(140));
        assertThat(figures.of(bench.task(task), ANN, bench.now())).isEqualTo(new Figures(10, 3, 3, 2, 3, end));
        bench.pass(Duration.ofMinutes(20));
        bench.work();
        assertThat(bench.task(task).counts().answers()).isEqualTo(3);
        Figures later = figures.of(bench.task(task), null, bench.now());
        assertThat(later.answers()).isEqualTo(3);
        assertThat(later.answersLastHour()).isEqualTo(2);
        assertThat(LabelProgress.read(bench.operation(task).progress()).percent())
                .isEqualTo(30);
    }

    @Test
    void progress_isReadAsItWasWritten() {
        ResourceName result = ResourceName.of(ResourceKind.ANNOTATED_DATASET, "p", "d", "a");
        LabelProgress progress = new LabelProgress(Phase.WRITING, "7", 9, 3, bench.now(), 1, 2, 3, result);

        assertThat(LabelProgress.read(progress.write())).isEqualTo(progress);
        assertThat(LabelProgress.read("{}").phase()).isEqualTo(Phase.LISTING);
        assertThat(progress.percent()).isEqualTo(66);
    }

    private void say(ResourceName task, Person person, String label) {
        bench.answer(bench.lease(task, person), label);
    }

    private void skip(ResourceName task, Person person) {
        Question question = bench.lease(task, person);
        bench.desk().skip(question.name(), person, question.number(), "unclear", bench.now());
    }
}
