package dev.assay.server.grpc;

import static dev.assay.server.grpc.JobDoor.blamed;
import static dev.assay.server.grpc.JobDoor.failure;
import static dev.assay.server.grpc.JobDoor.info;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Duration;
import dev.assay.datalabeling.v1beta1.Annotation;
import dev.assay.datalabeling.v1beta1.AnnotationSource;
import dev.assay.datalabeling.v1beta1.AnnotationType;
import dev.assay.server.labeling.Aggregation;
import dev.assay.server.labeling.Person;
import dev.assay.server.labeling.PlanDraft;
import dev.assay.v1.Agreement;
import dev.assay.v1.Answer;
import dev.assay.v1.GetAgreementRequest;
import dev.assay.v1.GetQuestionRequest;
import dev.assay.v1.GetTaskRequest;
import dev.assay.v1.GetWorkerStatsRequest;
import dev.assay.v1.LeaseQuestionRequest;
import dev.assay.v1.LeaseQuestionResponse;
import dev.assay.v1.ListTasksRequest;
import dev.assay.v1.ListTasksResponse;
import dev.assay.v1.Question;
import dev.assay.v1.ReleaseQuestionRequest;
import dev.assay.v1.SkipQuestionRequest;
import dev.assay.v1.SubmitAnswerRequest;
import dev.assay.v1.Task;
import dev.assay.v1.WorkerStats;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of questions, seen by a client. */
class LabelingDeskTest {
    static final String ANN = "ann@example.com";
    static final String BEN = "ben@example.com";
    private static final String CAT = "cat@example.com";
    private static final String ANY = DeskDoors.PROJECT + "/tasks/-";

    @TempDir
    Path directory;

    private DeskDoors doors;

    @BeforeEach
    void open() throws Exception {
        doors = new DeskDoors(directory);
    }

    @AfterEach
    void close() throws Exception {
        doors.close();
    }

    // --- from lease to answer -------------------------------------------------------------------------------------

    @Test
    void question_isLeasedShownAndAnswered_andTheSameAnswerIsTakenAgain() {
        String task = begin(2, 1);
        Question question = lease(task, "Ann@Example.com");

        assertThat(question.getName()).startsWith(task + "/questions/");
        assertThat(question.getState()).isEqualTo(Question.State.LEASED);
        assertThat(question.getLeaseNumber()).isEqualTo(1);
        assertThat(question.getLeaseExpireTime())
                .isEqualTo(Times.timestamp(doors.now().plusSeconds(600)));
        assertThat(question.getItem().getTextPayload().getTextContent()).isEqualTo("text 0");
        assertThat(question.getItem().getName()).startsWith(task(task).getDataset() + "/dataItems/");
        assertThat(question.hasAnswer()).isFalse();
        assertThat(lease(task, ANN)).isEqualTo(question);
        assertThat(lease(ANY, ANN)).isEqualTo(question);
        assertThat(get(question, ANN)).isEqualTo(question);

        Answer said = says("good").toBuilder().setComment("clear").build();
        submit(question, ANN, said);
        submit(question, ANN, said);

        Question answered = get(question, ANN);
        assertThat(answered.getState()).isEqualTo(Question.State.ANSWERED);
        assertThat(answered.getAnswer().getComment()).isEqualTo("clear");
        assertThat(answered.getAnswer().getAnnotationsList())
                .containsExactly(Annotation.newBuilder(said.getAnnotations(0))
                        .setAnnotationSource(AnnotationSource.OPERATOR)
                        .build());
        assertThat(reason(() -> submit(question, ANN, says("bad")))).isEqualTo("ALREADY_ANSWERED");
        assertThat(lease(task, ANN).getItem().getTextPayload().getTextContent()).isEqualTo("text 1");
    }

    @Test
    void wrongAnswer_isRefusedWithEveryViolation_andKeptAsADraft() {
        Question question = lease(begin(1, 1), ANN);
        Answer wrong = Answer.newBuilder()
                .addAnnotations(says("great").getAnnotations(0))
                .addAnnotations(says("good").getAnnotations(0))
                .setComment("x".repeat(1_001))
                .build();

        StatusRuntimeException refused = failure(Code.INVALID_ARGUMENT, () -> submit(question, ANN, wrong));

        assertThat(info(refused).getMetadataMap()).containsEntry("draft_of", question.getName());
        assertThat(blamed(() -> submit(question, ANN, wrong)))
                .containsExactly(
                        "answer.comment",
                        "answer.annotations",
                        "answer.annotations[0].annotation_value.text_classification_annotation.annotation_spec.display_name");
        Question draft = get(question, ANN);
        assertThat(draft.getState()).isEqualTo(Question.State.LEASED);
        assertThat(draft.getAnswer().getAnnotationsCount()).isEqualTo(2);
        submit(question, ANN, says("odd"));
        assertThat(get(question, ANN).getAnswer().getAnnotationsCount()).isEqualTo(1);
    }

    @Test
    void answerThatCannotBeRead_isRefused_andWhatCanIsKeptAsADraft() {
        Question question = lease(begin(1, 1), ANN);
        Answer fromTheFuture = says("good").toBuilder()
                .addAnnotations(Annotation.newBuilder().setAnnotationSentimentValue(99))
                .setComment("took long")
                .build();

        StatusRuntimeException refused = failure(Code.INVALID_ARGUMENT, () -> submit(question, ANN, fromTheFuture));

        assertThat(blamed(() -> submit(question, ANN, fromTheFuture)))
                .containsExactly(
                        "answer.annotations[1].annotation_value", "answer.annotations[1].annotation_sentiment");
        assertThat(info(refused).getMetadataMap()).containsEntry("draft_of", question.getName());
        Question kept = get(question, ANN);
        assertThat(kept.getState()).isEqualTo(Question.State.LEASED);
        assertThat(kept.getAnswer().getComment()).isEqualTo("took long");
        assertThat(kept.getAnswer().getAnnotationsList())
                .extracting(Annotation::getAnnotationValue)
                .containsExactly(says("good").getAnnotations(0).getAnnotationValue());
        // Neither somebody else's, nor of a question that there is not.
        assertThat(info(failure(Code.INVALID_ARGUMENT, () -> submit(question, BEN, fromTheFuture)))
                        .getMetadataMap())
                .doesNotContainKey("draft_of");
        Question none = question.toBuilder().setName(question.getName() + "x").build();
        failure(Code.INVALID_ARGUMENT, () -> submit(none, ANN, fromTheFuture));
    }

    @Test
    void malformedRequest_isRefusedWithEveryField() {
        SubmitAnswerRequest empty = SubmitAnswerRequest.newBuilder()
                .setName("projects/p")
                .setWorker("nobody")
                .build();

        assertThat(blamed(() -> doors.stub().submitAnswer(empty)))
                .containsExactly("name", "worker", "lease_number", "answer");
        assertThat(blamed(() -> lease("tasks", "", -1))).containsExactly("parent", "worker", "wait");
        assertThat(blamed(() -> lease(ANY, ANN, 61))).containsExactly("wait");
        assertThat(blamed(() -> doors.stub()
                        .getWorkerStats(GetWorkerStatsRequest.newBuilder()
                                .setParent("p/q")
                                .build())))
                .containsExactly("parent", "worker");
        assertThat(blamed(() -> doors.stub()
                        .listTasks(ListTasksRequest.newBuilder()
                                .setParent("x")
                                .setWorker("y")
                                .setPageSize(-1)
                                .build())))
                .containsExactly("parent", "worker", "page_size");
    }

    @Test
    void expiredQuestion_goesToOthers_andItsLateAnswerIsKeptAsADraft() {
        String task = begin(1, 1);
        Question lost = lease(task, ANN);
        doors.pass(java.time.Duration.ofMinutes(10));
        doors.sweep();
        Question taken = lease(task, BEN);

        StatusRuntimeException late = failure(Code.FAILED_PRECONDITION, () -> submit(lost, ANN, says("good")));

        assertThat(taken.getItem()).isEqualTo(lost.getItem());
        assertThat(info(late).getReason()).isEqualTo("LEASE_EXPIRED");
        assertThat(late).hasMessageContaining("kept as the question's draft");
        assertThat(get(lost, ANN).getState()).isEqualTo(Question.State.EXPIRED);
        assertThat(get(lost, ANN).getAnswer().getAnnotationsCount()).isEqualTo(1);
    }

    @Test
    void skippedQuestion_goesToOthersOnly_releasedOneToAnyone() {
        String task = begin(1, 2);
        Question skipped = lease(task, ANN);
        doors.stub()
                .skipQuestion(SkipQuestionRequest.newBuilder()
                        .setName(skipped.getName())
                        .setWorker(ANN)
                        .setLeaseNumber(1)
                        .setReason("cannot tell")
                        .build());

        assertThat(get(skipped, ANN).getState()).isEqualTo(Question.State.SKIPPED);
        assertThat(leased(task, ANN, 0).hasQuestion()).isFalse();

        Question given = lease(task, BEN);
        release(given, BEN);
        assertThat(get(given, BEN).getState()).isEqualTo(Question.State.RELEASED);
        assertThat(lease(task, BEN).getLeaseNumber()).isEqualTo(2);
        assertThat(reason(() -> submit(given, BEN, says("good")))).isEqualTo("LEASE_NOT_CURRENT");
    }

    @Test
    void questionOfSomebodyElse_isNotShown_andCannotBeAnswered() {
        Question question = lease(begin(1, 1), ANN);

        failure(Code.NOT_FOUND, () -> get(question, BEN));
        StatusRuntimeException refused = failure(Code.FAILED_PRECONDITION, () -> submit(question, BEN, says("bad")));
        assertThat(info(refused).getReason()).isEqualTo("NOT_YOUR_QUESTION");
        assertThat(get(question, ANN).hasAnswer()).isFalse();
    }

    @Test
    void closedTask_leasesNothing_andKeepsLateAnswersAsDrafts() {
        String task = begin(2, 1);
        Question question = lease(task, ANN);
        doors.cancel(task);
        doors.drive();

        assertThat(reason(() -> lease(task, BEN))).isEqualTo("TASK_CLOSED");
        assertThat(reason(() -> submit(question, ANN, says("good")))).isEqualTo("TASK_CLOSED");
        assertThat(get(question, ANN).getAnswer().getAnnotationsCount()).isEqualTo(1);
        assertThat(task(task).getState()).isEqualTo(Task.State.CANCELLED);
        assertThat(task(task).getCloseTime()).isEqualTo(Times.timestamp(doors.now()));
        assertThat(list(false).getTasksList()).isEmpty();
        assertThat(list(true).getTasksList()).extracting(Task::getName).containsExactly(task);
    }

    @Test
    void othersThanContributors_findNoTask() {
        String task =
                doors.begin(PlanDraft.of(doors.texts(1)).only(new Person(ANN)).plan());

        failure(Code.NOT_FOUND, () -> lease(task, BEN));
        assertThat(leased(ANY, BEN, 0).hasQuestion()).isFalse();
        assertThat(list(ANN).getTasksCount()).isEqualTo(1);
        assertThat(list(BEN).getTasksCount()).isZero();
    }

    // --- waiting --------------------------------------------------------------------------------------------------

    @Test
    void whoWaits_getsAQuestion_onceOneIsReleased() throws Exception {
        String task = begin(1, 1);
        Question held = lease(task, ANN);
        ListenableFuture<LeaseQuestionResponse> waiting = startToWait(task, BEN);
        doors.poll();
        assertThat(waiting.isDone()).isFalse();

        release(held, ANN);
        doors.poll();

        Question got = waiting.get(30, TimeUnit.SECONDS).getQuestion();
        assertThat(got.getItem()).isEqualTo(held.getItem());
        submit(got, BEN, says("good"));
    }

    @Test
    void whoWaitsInVain_isToldSo_andHearsOfAClosedTask() throws Exception {
        String task = begin(1, 1);
        lease(task, ANN);
        ListenableFuture<LeaseQuestionResponse> inVain = startToWait(ANY, BEN);
        doors.pass(java.time.Duration.ofSeconds(60));
        doors.poll();
        assertThat(inVain.get(30, TimeUnit.SECONDS).hasQuestion()).isFalse();

        ListenableFuture<LeaseQuestionResponse> closed = startToWait(task, BEN);
        doors.cancel(task);
        doors.drive();
        doors.poll();
        assertThatThrownBy(() -> closed.get(30, TimeUnit.SECONDS))
                .hasMessageContaining("FAILED_PRECONDITION")
                .hasMessageContaining("has been closed");
    }

    @Test
    void whoLeaves_waitsNoMore_andTakesNothing() {
        String task = begin(1, 1);
        Question held = lease(task, ANN);
        ListenableFuture<LeaseQuestionResponse> waiting = startToWait(task, BEN);

        waiting.cancel(true);
        while (doors.waiting() > 0) {
            Thread.onSpinWait();
        }
        release(held, ANN);
        doors.poll();

        assertThat(lease(task, CAT).getItem()).isEqualTo(held.getItem());
    }

    @Test
    void whoWaitsTwice_getsOneLease_whichTheOtherCallDoesNotTakeBack() throws Exception {
        ListenableFuture<LeaseQuestionResponse> first = startToWait(ANY, ANN);
        ListenableFuture<LeaseQuestionResponse> second = doors.future().leaseQuestion(request(ANY, ANN, 60));
        while (doors.waiting() < 2) {
            Thread.onSpinWait();
        }
        begin(2, 1);
        doors.poll();

        Question question = first.get(30, TimeUnit.SECONDS).getQuestion();
        assertThat(second.get(30, TimeUnit.SECONDS).getQuestion()).isEqualTo(question);
        submit(question, ANN, says("good"));
        assertThat(get(question, ANN).getState()).isEqualTo(Question.State.ANSWERED);
    }

    @Test
    void answer_largerThanAny_isRefusedUnread() {
        Question question = lease(begin(1, 1), ANN);
        Answer many = Answer.newBuilder()
                .addAllAnnotations(java.util.Collections.nCopies(1_000_000, Annotation.getDefaultInstance()))
                .build();
        Answer large = Answer.newBuilder().setComment("x".repeat(5 << 20)).build();

        assertThat(blamed(() -> submit(question, ANN, many))).containsExactly("answer.annotations");
        assertThat(blamed(() -> submit(question, ANN, large))).containsExactly("answer");
    }

    /** Begins to wait, and returns once the server does. */
    private ListenableFuture<LeaseQuestionResponse> startToWait(String parent, String worker) {
        ListenableFuture<LeaseQuestionResponse> waiting = doors.future().leaseQuestion(request(parent, worker, 60));
        while (doors.waiting() == 0) {
            Thread.onSpinWait();
        }
        return waiting;
    }

    // --- figures --------------------------------------------------------------------------------------------------

    @Test
    void task_tellsWhatItAsksForAndHowFarItIs() {
        String task = begin(4, 1);
        submit(lease(task, ANN), ANN, says("good"));
        submit(lease(task, BEN), BEN, says("bad"));

        Task shown = doors.stub()
                .getTask(
                        GetTaskRequest.newBuilder().setName(task).setWorker(ANN).build());

        assertThat(shown.getState()).isEqualTo(Task.State.OPEN);
        assertThat(shown.getDisplayName()).isEqualTo("title");
        assertThat(shown.getAnnotationType()).isEqualTo(AnnotationType.TEXT_CLASSIFICATION_ANNOTATION);
        assertThat(shown.getAnnotationSpecsList())
                .extracting(dev.assay.datalabeling.v1beta1.AnnotationSpec::getDisplayName)
                .containsExactly("good", "bad", "odd");
        assertThat(shown.getReplicaCount()).isEqualTo(1);
        assertThat(shown.getQuestionDuration().getSeconds()).isEqualTo(600);
        assertThat(shown.getItemCount()).isEqualTo(4);
        assertThat(shown.getDecidedItemCount()).isEqualTo(2);
        assertThat(shown.getAnswerCount()).isEqualTo(2);
        assertThat(shown.getWorkerAnswerCount()).isEqualTo(1);
        assertThat(shown.getAnswersLastHour()).isEqualTo(2);
        assertThat(shown.getEstimatedDoneTime())
                .isEqualTo(Times.timestamp(doors.now().plusSeconds(3_600)));
        assertThat(shown.hasCloseTime()).isFalse();
    }

    @Test
    void tasks_areListedPageByPage() {
        List<String> tasks = List.of(begin(1, 1), begin(1, 1), begin(1, 1));
        ListTasksRequest.Builder request = ListTasksRequest.newBuilder()
                .setParent(DeskDoors.PROJECT.toString())
                .setPageSize(2);

        ListTasksResponse first = doors.stub().listTasks(request.build());
        ListTasksResponse second = doors.stub()
                .listTasks(request.setPageToken(first.getNextPageToken()).build());

        assertThat(first.getTasksList()).extracting(Task::getName).containsExactlyElementsOf(tasks.subList(0, 2));
        assertThat(second.getTasksList()).extracting(Task::getName).containsExactly(tasks.get(2));
        assertThat(second.getNextPageToken()).isEmpty();
        assertThat(blamed(() ->
                        doors.stub().listTasks(request.setIncludeClosed(true).build())))
                .containsExactly("page_token");
    }

    @Test
    void statsAndAgreement_areTold() {
        String task = doors.begin(PlanDraft.of(doors.texts(2))
                .replicas(2)
                .by(Aggregation.NO_AGGREGATION)
                .plan());
        for (String worker : List.of(ANN, BEN)) {
            Question first = lease(task, worker);
            doors.pass(java.time.Duration.ofSeconds(4));
            submit(first, worker, says("good"));
            submit(lease(task, worker), worker, says(worker.equals(ANN) ? "bad" : "odd"));
        }

        WorkerStats stats = doors.stub()
                .getWorkerStats(GetWorkerStatsRequest.newBuilder()
                        .setParent(task)
                        .setWorker(ANN)
                        .build());
        assertThat(stats.getWorker()).isEqualTo(ANN);
        assertThat(stats.getAnswered()).isEqualTo(2);
        assertThat(stats.getAnsweredLastHour()).isEqualTo(2);
        assertThat(stats.getMeanAnswerTime())
                .isEqualTo(Duration.newBuilder().setSeconds(2).build());
        assertThat(stats.hasLastAnswerTime()).isTrue();
        assertThat(doors.stub()
                        .getWorkerStats(GetWorkerStatsRequest.newBuilder()
                                .setParent(DeskDoors.PROJECT.toString())
                                .setWorker(ANN)
                                .build()))
                .isEqualTo(stats);

        Agreement agreement = doors.stub()
                .getAgreement(GetAgreementRequest.newBuilder()
                        .setName(task)
                        .setEstimateQuality(true)
                        .build());
        assertThat(agreement.getFiguresCount()).isEqualTo(1);
        assertThat(agreement.getFigures(0).getItemCount()).isEqualTo(2);
        assertThat(agreement.getFigures(0).getPercentAgreement()).isEqualTo(0.5);
        // Together they say good twice, bad once and odd once: by chance they agree on 3 of 8 items.
        assertThat(agreement.getFigures(0).getFleissKappa()).isCloseTo(0.2, within(1e-12));
        assertThat(agreement.getWorkersList())
                .extracting(Agreement.Worker::getWorker)
                .containsExactly(ANN, BEN);
        for (Agreement.Worker worker : agreement.getWorkersList()) {
            assertThat(worker.getItemCount()).isEqualTo(2);
            assertThat(worker.getPercentAgreement()).isEqualTo(0.5);
            // One of two alike; by chance one of four.
            assertThat(worker.getMeanCohenKappa()).isCloseTo(1.0 / 3, within(1e-12));
            assertThat(worker.getEstimatedAccuracy()).isBetween(0.0, 1.0);
        }
    }

    // --- calls ----------------------------------------------------------------------------------------------------

    private String begin(int items, int replicas) {
        return doors.begin(PlanDraft.of(doors.texts(items)).replicas(replicas).plan());
    }

    private Question lease(String parent, String worker) {
        return lease(parent, worker, 0);
    }

    private Question lease(String parent, String worker, int wait) {
        LeaseQuestionResponse response = leased(parent, worker, wait);
        assertThat(response.hasQuestion()).isTrue();
        return response.getQuestion();
    }

    private LeaseQuestionResponse leased(String parent, String worker, int wait) {
        return doors.stub().leaseQuestion(request(parent, worker, wait));
    }

    private static LeaseQuestionRequest request(String parent, String worker, int wait) {
        return LeaseQuestionRequest.newBuilder()
                .setParent(parent)
                .setWorker(worker)
                .setWait(Duration.newBuilder().setSeconds(wait))
                .build();
    }

    private Question get(Question question, String worker) {
        return doors.stub()
                .getQuestion(GetQuestionRequest.newBuilder()
                        .setName(question.getName())
                        .setWorker(worker)
                        .build());
    }

    private void submit(Question question, String worker, Answer answer) {
        doors.stub()
                .submitAnswer(SubmitAnswerRequest.newBuilder()
                        .setName(question.getName())
                        .setWorker(worker)
                        .setLeaseNumber(question.getLeaseNumber())
                        .setAnswer(answer)
                        .build());
    }

    private void release(Question question, String worker) {
        doors.stub()
                .releaseQuestion(ReleaseQuestionRequest.newBuilder()
                        .setName(question.getName())
                        .setWorker(worker)
                        .setLeaseNumber(question.getLeaseNumber())
                        .build());
    }

    private Task task(String name) {
        return doors.stub().getTask(GetTaskRequest.newBuilder().setName(name).build());
    }

    private ListTasksResponse list(boolean closed) {
        return doors.stub()
                .listTasks(ListTasksRequest.newBuilder()
                        .setParent(DeskDoors.PROJECT.toString())
                        .setIncludeClosed(closed)
                        .build());
    }

    private ListTasksResponse list(String worker) {
        return doors.stub()
                .listTasks(ListTasksRequest.newBuilder()
                        .setParent(DeskDoors.PROJECT.toString())
                        .setWorker(worker)
                        .build());
    }

    private static Answer says(String label) {
        return Answer.newBuilder()
                .addAnnotations(Annotation.newBuilder()
                        .setAnnotationValue(AnnotationProtos.classification(
                                label,
                                dev.assay.server.dataset.annotated.AnnotationType.TEXT_CLASSIFICATION_ANNOTATION)))
                .build();
    }

    private static String reason(Runnable call) {
        return info(failure(Code.FAILED_PRECONDITION, call)).getReason();
    }
}
