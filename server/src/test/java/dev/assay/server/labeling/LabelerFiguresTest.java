package dev.assay.server.labeling;

import static dev.assay.server.labeling.LabelingBench.LEASE;
import static dev.assay.server.labeling.LabelingBench.PROJECT;
import static dev.assay.server.labeling.LabelingBench.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Polygon;
import dev.assay.server.dataset.annotated.Annotation.Vertex;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.labeling.WorkerFigures.Figures;
import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.WrongState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of people: how they work, how far they agree, what they see of each other. */
class LabelerFiguresTest {
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

    @Test
    void workerFigures_areThoseOfTheirQuestions() {
        ResourceName task = bench.begin(PlanDraft.of(bench.texts(4)).plan());
        answerAfter(task, Duration.ofSeconds(10));
        answerAfter(task, Duration.ofSeconds(20));
        Question skipped = bench.lease(task, ANN);
        bench.desk().skip(skipped.name(), ANN, 1, "", bench.now());
        bench.lease(task, ANN);
        var last = bench.now();
        bench.pass(LEASE);
        bench.sweep();

        assertThat(bench.get(WorkerFigures.class).of(task, ANN, bench.now()))
                .isEqualTo(new Figures(2, 1, 1, 2, Duration.ofSeconds(15), Duration.ofSeconds(20), last, null));
        assertThat(bench.get(WorkerFigures.class).of(PROJECT, ANN, bench.now()))
                .isEqualTo(new Figures(2, 1, 1, 2, Duration.ofSeconds(15), null, last, null));
        assertThat(bench.get(WorkerFigures.class).of(task, BEN, bench.now()))
                .isEqualTo(new Figures(0, 0, 0, 0, null, null, null, null));
        assertThatThrownBy(() ->
                        bench.get(WorkerFigures.class).of(PROJECT.child(ResourceKind.TASK, "none"), ANN, bench.now()))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void workerFigures_ofAProject_areThoseOfAllItsTasks() {
        answerAfter(bench.begin(PlanDraft.of(bench.texts(1)).plan()), Duration.ofSeconds(10));
        for (int i = 0; i < 150; i++) {
            bench.begin(PlanDraft.of(bench.texts(1)).plan());
        }
        bench.pass(Duration.ofHours(2));
        ResourceName newest = bench.begin(PlanDraft.of(bench.texts(2)).plan());
        answerAfter(newest, Duration.ofSeconds(20));
        answerAfter(newest, Duration.ofSeconds(60));

        assertThat(bench.get(WorkerFigures.class).of(PROJECT, ANN, bench.now()))
                .isEqualTo(new Figures(3, 0, 0, 2, Duration.ofSeconds(30), null, bench.now(), null));
    }

    private void answerAfter(ResourceName task, Duration time) {
        Question question = bench.lease(task, ANN);
        bench.pass(time);
        bench.answer(question, "good");
    }

    @Test
    void agreement_isTold_byTaskAndByPerson() {
        ResourceName task = disagreeing();

        TaskAgreements.Report report = bench.get(TaskAgreements.class).of(task, false);

        assertThat(report.estimate()).isNull();
        assertThat(report.agreement().items()).isEqualTo(4);
        // Of each item one pair of three agrees, except of the last, of which all do.
        assertThat(report.agreement().overall().percentAgreement().orElseThrow())
                .isCloseTo((3 * 1 / 3.0 + 1) / 4, within(1e-12));
        assertThat(report.agreement().people())
                .extracting(person -> person.person())
                .containsExactly("ann@example.com", "ben@example.com", "cat@example.com");
        assertThat(report.pairs()).hasSize(3);
        assertThat(bench.get(WorkerFigures.class).of(task, CAT, bench.now()).agreement())
                .isEqualTo(0.25);
        assertThat(bench.get(WorkerFigures.class).of(task, ANN, bench.now()).agreement())
                .isEqualTo(1);
    }

    @Test
    void quality_isEstimated_ifAskedFor() {
        TaskAgreements.Report report = bench.get(TaskAgreements.class).of(disagreeing(), true);

        Map<Person, Double> accuracies =
                Objects.requireNonNull(report.estimate()).accuracies();
        assertThat(accuracies.keySet()).containsExactlyInAnyOrder(ANN, BEN, CAT);
        assertThat(accuracies.get(ANN)).isGreaterThan(Objects.requireNonNull(accuracies.get(CAT)));
        assertThat(report.estimate().differing()).isZero();
    }

    /** Ann and Ben agree; Cat, who is asked because nothing is aggregated before, says something else but once. */
    private ResourceName disagreeing() {
        ResourceName task = bench.begin(PlanDraft.of(bench.texts(4)).replicas(3).plan());
        stores.execute("UPDATE task_item SET wanted = 3");
        for (int item = 0; item < 4; item++) {
            bench.pass(Duration.ofSeconds(1));
            String label = item % 2 == 0 ? "good" : "bad";
            bench.answer(bench.lease(task, ANN), label);
            bench.answer(bench.lease(task, BEN), label);
            bench.answer(bench.lease(task, CAT), item == 3 ? label : "odd");
        }
        return task;
    }

    @Test
    void agreement_isOfClassificationsAlone() {
        ResourceName task = bench.begin(PlanDraft.of(bench.texts(1))
                .asking(AnnotationType.TEXT_ENTITY_EXTRACTION_ANNOTATION)
                .plan());

        assertThatThrownBy(() -> bench.get(TaskAgreements.class).of(task, false))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining("TEXT_ENTITY_EXTRACTION_ANNOTATION");
    }

    @Test
    void whoeverComesNext_seesTheBoxesOfThoseBefore_andOnlyWhereTheyWorkInTurn() {
        Annotation box = Annotation.of(new Polygon("good", List.of(new Vertex(0, 0), new Vertex(0.5, 0.5)), true));
        Annotation other = Annotation.of(new Polygon("good", List.of(new Vertex(0.4, 0.4), new Vertex(1, 1)), true));
        PlanDraft boxes = PlanDraft.of(bench.texts(1))
                .asking(AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION)
                .by(Aggregation.IN_TURN)
                .replicas(3);
        ResourceName task = bench.begin(boxes.plan());

        assertThat(shownTo(task, ANN, box)).isEmpty();
        assertThat(shownTo(task, BEN, other)).containsExactly(box);
        assertThat(shownTo(task, CAT, other)).containsExactly(other);
        bench.work();
        assertThat(bench.task(task).isOpen()).isFalse();

        ResourceName apart = bench.begin(boxes.by(Aggregation.MAJORITY_VOTE).plan());
        assertThat(shownTo(apart, ANN, box)).isEmpty();
        assertThat(shownTo(apart, BEN, box)).isEmpty();
    }

    private List<Annotation> shownTo(ResourceName task, Person person, Annotation answer) {
        Question question = bench.lease(task, person);
        List<Annotation> shown = bench.get(Questions.class).media(question).previous();
        bench.desk()
                .submit(question.name(), person, question.number(), new Answer(List.of(answer), ""), "", bench.now());
        bench.pass(Duration.ofSeconds(1));
        return shown;
    }
}
