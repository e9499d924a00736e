package dev.assay.server.grpc;

import static dev.assay.server.grpc.JobDoor.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.DeleteOperationRequest;
import com.google.protobuf.Duration;
import com.google.rpc.ErrorInfo;
import dev.assay.datalabeling.v1beta1.AnnotatedDataset;
import dev.assay.datalabeling.v1beta1.Annotation;
import dev.assay.datalabeling.v1beta1.DeleteDatasetRequest;
import dev.assay.datalabeling.v1beta1.DeleteEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.DeleteInstructionRequest;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.GetAnnotatedDatasetRequest;
import dev.assay.datalabeling.v1beta1.PauseEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.UpdateEvaluationJobRequest;
import dev.assay.server.JobRequests;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.run.RunService;
import dev.assay.server.run.RunWatches;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.v1.Answer;
import dev.assay.v1.CancelRunRequest;
import dev.assay.v1.EvaluationReport;
import dev.assay.v1.GetTaskRequest;
import dev.assay.v1.LeaseQuestionRequest;
import dev.assay.v1.LeaseQuestionResponse;
import dev.assay.v1.ListRunsRequest;
import dev.assay.v1.Question;
import dev.assay.v1.ReevaluateRunRequest;
import dev.assay.v1.RetryRunRequest;
import dev.assay.v1.Run;
import dev.assay.v1.RunLabeling;
import dev.assay.v1.SkipQuestionRequest;
import dev.assay.v1.SubmitAnswerRequest;
import dev.assay.v1.Task;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that ask people for the ground truth that is missing, as clients and people who label see them. */
class RunLabelingTest {
    private static final List<String> PEOPLE = List.of("ann@example.com", "ben@example.com", "cid@example.com");

    @TempDir
    Path directory;

    private RunDoor door;
    private String instruction;

    @BeforeEach
    void open() throws IOException {
        door = new RunDoor(directory, java.time.Duration.ZERO);
        instruction = door.instruction();
        door.replaceJob(job -> asking(job, 3));
    }

    @AfterEach
    void close() {
        door.close();
    }

    // --- what comes of it -----------------------------------------------------------------------------------------

    @Test
    void run_asksForWhatIsMissing_andEvaluatesWhatPeopleAgreedOn() throws Exception {
        door.sample("cat", 0.9, "cat");
        String agreed = door.predict("cat", 0.8);
        String unanimous = door.predict("dog", 0.7);
        assertThat(state()).isEqualTo(EvaluationJob.State.SCHEDULED);

        Run run = startToAsk();
        assertThat(run.getState()).isEqualTo(Run.State.LABELING);
        assertThat(state()).isEqualTo(EvaluationJob.State.RUNNING);
        assertThat(run.getLabeling().getItemCount()).isEqualTo(2);
        assertThat(run.getLabeling().getOpenItemCount()).isEqualTo(2);
        assertThat(task(run).getDataset()).isEqualTo(run.getDataset());
        answer(run, Map.of(agreed, List.of("dog", "cat", "dog"), unanimous, List.of("dog", "dog", "dog")));
        door.drive();

        Run ended = door.run(run.getName());
        assertThat(ended.getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(state()).isEqualTo(EvaluationJob.State.SCHEDULED);
        assertThat(ended.getLabeling().getAgreedItemCount()).isEqualTo(2);
        assertThat(truths())
                .containsExactly(
                        "{\"labels\":\"cat\"}",
                        "{\"predictions\":[{\"labels\":\"dog\"}]}",
                        "{\"predictions\":[{\"labels\":\"dog\"}]}");
        EvaluationReport report = door.report(ended.getEvaluation());
        assertThat(report.getRowCounts().getEvaluated()).isEqualTo(3);
        assertThat(report.getClassification().getCorrectCount()).isEqualTo(2);
        assertThat(report.getLabeling()).isEqualTo(ended.getLabeling());
        AnnotatedDataset answers = answers(ended);
        assertThat(answers.getDisplayName()).isEqualTo("answers");
        assertThat(answers.getCompletedExampleCount()).isEqualTo(2);
        assertThat(answers.getMetadata().getHumanAnnotationConfig().getInstruction())
                .isEqualTo(instruction);
    }

    @Test
    void whatPeopleDoNotAgreeOn_isLeftOut_andReported() throws Exception {
        door.replaceJob(job -> asking(job, 2));
        door.sample("cat", 0.9, "cat");
        String agreed = door.predict("cat", 0.8);
        String tied = door.predict("cat", 0.7);
        String skipped = door.predict("cat", 0.6);

        Run run = startToAsk();
        answer(run, Map.of(agreed, List.of("cat", "cat"), tied, List.of("cat", "dog"), skipped, List.of()));
        door.drive();

        Run ended = door.run(run.getName());
        assertThat(ended.getState()).isEqualTo(Run.State.SUCCEEDED);
        RunLabeling labeling = ended.getLabeling();
        assertThat(labeling.getItemCount()).isEqualTo(3);
        assertThat(labeling.getOpenItemCount()).isZero();
        assertThat(labeling.getAnswerCount()).isEqualTo(4);
        assertThat(List.of(
                        labeling.getAgreedItemCount(),
                        labeling.getUnsettledItemCount(),
                        labeling.getUnansweredItemCount()))
                .containsExactly(1L, 1L, 1L);
        EvaluationReport report = door.report(ended.getEvaluation());
        assertThat(report.getRowCounts().getEvaluated()).isEqualTo(2);
        assertThat(report.getRowCounts().getWithoutTruth()).isEqualTo(2);
        assertThat(report.getWarningsList())
                .contains(
                        "people did not agree on 1 of 3 items; these are left out",
                        "nobody answered for 1 of 3 items; these are left out");
    }

    @Test
    void run_overRowsThatAllHaveTruth_asksNobody() {
        door.sample("cat", 0.9, "cat");

        Run ended = door.startAndDrive();

        assertThat(ended.getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(ended.hasLabeling()).isFalse();
    }

    @Test
    void run_ofSeveralLabels_takesNothingForAnAnswer() throws Exception {
        door.replaceJob(job -> asking(JobRequests.multiLabel(job), 1));
        String both = door.predict("cat", 0.8);
        String nothing = door.predict("dog", 0.7);

        Run run = startToAsk();
        answer(run, Map.of(both, List.of("cat,dog"), nothing, List.of("")));
        door.drive();

        assertThat(truths())
                .containsExactly(
                        "{\"predictions\":[{\"labels\":[\"cat\",\"dog\"]}]}", "{\"predictions\":[{\"labels\":[]}]}");
        assertThat(door.report(door.run(run.getName()).getEvaluation())
                        .getRowCounts()
                        .getEvaluated())
                .isEqualTo(2);
    }

    @Test
    void rowsOfOthers_areAskedAboutItemByItem() throws Exception {
        door.replaceJob(job -> asking(job, 1));
        String instances =
                "{\"instances\":[{\"text\":\"text of one\"},{\"text\":\"text of two\"},{\"text\":\"text of three\"}]}";
        String predictions =
                "{\"predictions\":[" + predicted("cat") + "," + predicted("dog") + "," + predicted("cat") + "]}";
        door.insertForeign(instances, predictions, null);

        Run run = startToAsk();
        assertThat(run.getLabeling().getItemCount()).isEqualTo(3);
        answer(run, Map.of("one", List.of("cat"), "two", List.of(), "three", List.of("dog")));
        door.drive();

        assertThat(truths()).containsExactly("{\"predictions\":[{\"labels\":\"cat\"},null,{\"labels\":\"dog\"}]}");
        EvaluationReport report = door.report(door.run(run.getName()).getEvaluation());
        assertThat(report.getRowCounts().getEvaluated()).isEqualTo(2);
        assertThat(report.getClassification().getCorrectCount()).isEqualTo(1);
    }

    private static String predicted(String label) {
        return "{\"labels\":[\"" + label + "\"],\"scores\":[0.5]}";
    }

    @Test
    void truthProvidedMeanwhile_stays() throws Exception {
        String provided = door.predict("cat", 0.8);
        door.predict("cat", 0.7);
        Run run = startToAsk();

        door.truth(provided, "cat");
        answerAll(run, "dog");
        door.drive();

        assertThat(truths()).containsExactly("{\"labels\":\"cat\"}", "{\"predictions\":[{\"labels\":\"dog\"}]}");
    }

    @Test
    void truthCorrectedLater_isEvaluatedAnew_withoutAskingAgain() throws Exception {
        String wrong = door.predict("cat", 0.8);
        Run run = startToAsk();
        answerAll(run, "dog");
        door.drive();

        door.truth(wrong, "cat");
        var unused = door.runs()
                .reevaluateRun(
                        ReevaluateRunRequest.newBuilder().setName(run.getName()).build());
        door.drive();

        Run again = door.run(run.getName());
        assertThat(again.getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(again.getRevision()).isEqualTo(2);
        assertThat(door.report(again.getEvaluation()).getClassification().getCorrectCount())
                .isEqualTo(1);
    }

    // --- several runs, pauses, ends -------------------------------------------------------------------------------

    @Test
    void runsThatOverlap_haveATaskEach_andTheJobRunsUntilTheLastEnds() throws Exception {
        door.predict("cat", 0.8);
        Run first = startToAsk();
        door.predict("dog", 0.7);
        Run second = startToAsk();

        assertThat(first.getLabeling().getTask())
                .isNotEqualTo(second.getLabeling().getTask());
        answerAll(second, "dog");
        door.drive();
        assertThat(door.run(second.getName()).getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(state()).isEqualTo(EvaluationJob.State.RUNNING);
        answerAll(first, "dog");
        door.drive();

        assertThat(door.run(first.getName()).getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(state()).isEqualTo(EvaluationJob.State.SCHEDULED);
    }

    @Test
    void pause_letsPeopleFinish() throws Exception {
        door.predict("cat", 0.8);
        Run run = startToAsk();

        var unused = door.labeling()
                .pauseEvaluationJob(PauseEvaluationJobRequest.newBuilder()
                        .setName(door.job())
                        .build());
        assertThat(state()).isEqualTo(EvaluationJob.State.PAUSED);
        answerAll(run, "cat");
        door.drive();

        assertThat(door.run(run.getName()).getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(state()).isEqualTo(EvaluationJob.State.PAUSED);
    }

    @Test
    void deletingTheJob_endsTheAsking_keepsTheAnswers_andFreesWhatWasHeld() throws Exception {
        String answered = door.predict("cat", 0.8);
        door.predict("cat", 0.7);
        Run run = startToAsk();
        answerFirst(run, answered, "cat");
        assertThat(failure(Code.FAILED_PRECONDITION, this::deleteInstruction)).hasMessageContaining("held by");

        var unused = door.labeling()
                .deleteEvaluationJob(DeleteEvaluationJobRequest.newBuilder()
                        .setName(door.job())
                        .build());

        assertThat(door.run(run.getName()).getState()).isEqualTo(Run.State.CANCELLED);
        assertThat(task(run).hasCloseTime()).isTrue();
        failure(Code.FAILED_PRECONDITION, () -> lease(run, PEOPLE.get(1)));
        assertThat(door.stores().texts("SELECT count(*) FROM question WHERE state = 'ANSWERED'"))
                .containsExactly("1");
        deleteInstruction();
        door.drive();
        assertThat(door.failures()).isZero();
    }

    @Test
    void cancelledRun_asksNobodyAnyMore() throws Exception {
        door.predict("cat", 0.8);
        Run run = startToAsk();

        var unused = door.runs()
                .cancelRun(CancelRunRequest.newBuilder().setName(run.getName()).build());

        assertThat(task(run).hasCloseTime()).isTrue();
        assertThat(state()).isEqualTo(EvaluationJob.State.SCHEDULED);
        door.drive();
        assertThat(door.run(run.getName()).getState()).isEqualTo(Run.State.CANCELLED);
    }

    @Test
    void cancelledOperation_failsTheRun_andARetryAsksForTheRest() throws Exception {
        door.replaceJob(job -> asking(job, 1));
        String decided = door.predict("cat", 0.8);
        String open = door.predict("dog", 0.7);
        Run run = startToAsk();
        answerFirst(run, decided, "dog");

        var unused = door.operations()
                .cancelOperation(CancelOperationRequest.newBuilder()
                        .setName(run.getLabeling().getOperation())
                        .build());
        door.drive();
        Run failed = door.run(run.getName());
        assertThat(failed.getState()).isEqualTo(Run.State.FAILED);
        ErrorInfo info = failed.getFailures(0).getStatus().getDetails(0).unpack(ErrorInfo.class);
        assertThat(info.getReason()).isEqualTo("LABELING_CANCELLED");
        assertThat(door.jobNow().getAttempts(0).getPartialFailures(0).getMessage())
                .contains(run.getLabeling().getTask());
        assertThat(truths().get(0)).isEqualTo("{\"predictions\":[{\"labels\":\"dog\"}]}");

        var retried = door.runs()
                .retryRun(RetryRunRequest.newBuilder().setName(run.getName()).build());
        door.drive();
        Run again = door.run(run.getName());
        assertThat(again.getState()).isEqualTo(Run.State.LABELING);
        assertThat(again.getLabeling().getTask()).isNotEqualTo(run.getLabeling().getTask());
        assertThat(again.getLabeling().getItemCount()).isEqualTo(1);
        answer(again, Map.of(open, List.of("dog")));
        door.drive();
        assertThat(door.report(door.run(run.getName()).getEvaluation())
                        .getRowCounts()
                        .getEvaluated())
                .isEqualTo(2);
    }

    @Test
    void job_whoseRunFailedWhileItAsked_canBeDeleted_afterEverythingIsGone() {
        door.predict("cat", 0.8);
        Run run = startToAsk();
        String operation = run.getLabeling().getOperation();
        var cancelled = door.operations()
                .cancelOperation(
                        CancelOperationRequest.newBuilder().setName(operation).build());
        door.drive();
        var forgotten = door.operations()
                .deleteOperation(
                        DeleteOperationRequest.newBuilder().setName(operation).build());
        var gone = door.labeling()
                .deleteDataset(DeleteDatasetRequest.newBuilder()
                        .setName(run.getDataset())
                        .build());

        var unused = door.labeling()
                .deleteEvaluationJob(DeleteEvaluationJobRequest.newBuilder()
                        .setName(door.job())
                        .build());

        assertThat(state()).isEqualTo(EvaluationJob.State.STOPPED);
        assertThat(door.run(run.getName()).getState()).isEqualTo(Run.State.FAILED);
    }

    @Test
    void run_thatIsListedOrWatched_showsHowFarPeopleAre() throws Exception {
        door.replaceJob(job -> asking(job, 1));
        door.predict("cat", 0.8);
        door.predict("dog", 0.7);
        Run run = startToAsk();
        List<Run> seen = new CopyOnWriteArrayList<>();
        try (RunWatches.Watch watch = door.get(RunWatches.class)
                .watch(
                        door.get(RunService.class).get(ResourceName.read(run.getName())),
                        changed -> seen.add(RunProtos.run(changed)))) {
            Question question = lease(run, PEOPLE.get(0)).getQuestion();
            submit(question, PEOPLE.get(0), "cat");
            door.get(RunWatches.class).poll();
            answerAll(run, "dog");
            door.get(RunWatches.class).poll();
        }

        assertThat(seen)
                .extracting(
                        now -> now.getLabeling().getAnswerCount(),
                        now -> now.getLabeling().getOpenItemCount())
                .containsExactly(Tuple.tuple(1L, 1L), Tuple.tuple(2L, 0L));
        assertThat(door.runs()
                        .listRuns(ListRunsRequest.newBuilder()
                                .setParent(door.job())
                                .build())
                        .getRunsList())
                .containsExactly(seen.get(1));
    }

    @Test
    void anotherInstruction_isThatOfLaterRuns() throws Exception {
        door.predict("cat", 0.8);
        Run before = startToAsk();
        String other = door.instruction();
        EvaluationJob.Builder change = EvaluationJob.newBuilder().setName(door.job());
        change.getEvaluationJobConfigBuilder().getHumanAnnotationConfigBuilder().setInstruction(other);

        EvaluationJob updated = door.labeling()
                .updateEvaluationJob(UpdateEvaluationJobRequest.newBuilder()
                        .setEvaluationJob(change)
                        .build());
        door.predict("cat", 0.8);
        Run after = startToAsk();
        answerAll(before, "cat");
        answerAll(after, "cat");
        door.drive();

        assertThat(updated.getEvaluationJobConfig().getHumanAnnotationConfig().getInstruction())
                .isEqualTo(other)
                .isNotEqualTo(instruction);
        assertThat(task(before).getInstruction()).isEqualTo(instruction);
        assertThat(task(after).getInstruction()).isEqualTo(other);
        AnnotatedDataset answers = answers(door.run(after.getName()));
        assertThat(answers.getMetadata().getHumanAnnotationConfig().getInstruction())
                .isEqualTo(other);
        assertThat(answers.getMetadata().getTextClassificationConfig().getAnnotationSpecSet())
                .isNotEmpty();
    }

    // --- checks ---------------------------------------------------------------------------------------------------

    @Test
    void job_thatCannotAskSo_isRefusedWithEveryReason() {
        EvaluationJob.Builder job =
                asking(JobRequests.textClassification("projects/shop/annotationSpecSets/x", RunDoor.VERSION), 6);
        job.getEvaluationJobConfigBuilder()
                .getHumanAnnotationConfigBuilder()
                .clearContributorEmails()
                .setQuestionDuration(Duration.newBuilder().setNanos(1))
                .addContributorEmails("nobody");
        EvaluationJob.Builder images =
                asking(JobRequests.imageClassification("projects/shop/annotationSpecSets/x", RunDoor.VERSION), 3);
        images.getEvaluationJobConfigBuilder()
                .getImageClassificationConfigBuilder()
                .setAnswerAggregationType(dev.assay.datalabeling.v1beta1.StringAggregationType.NO_AGGREGATION);
        String config = "job.evaluation_job_config.";

        assertThat(blamed(job))
                .containsExactly(
                        config + "human_annotation_config.question_duration",
                        config + "human_annotation_config.replica_count",
                        config + "human_annotation_config.contributor_emails[0]");
        assertThat(blamed(images)).containsExactly(config + "image_classification_config.answer_aggregation_type");
    }

    private List<String> blamed(EvaluationJob.Builder job) {
        return JobDoor.blamed(() -> door.labeling().createEvaluationJob(JobRequests.create(job)));
    }

    // --- people ---------------------------------------------------------------------------------------------------

    private EvaluationJob.Builder asking(EvaluationJob.Builder job, int replicas) {
        JobRequests.askingPeople(job, instruction)
                .getEvaluationJobConfigBuilder()
                .getHumanAnnotationConfigBuilder()
                .setReplicaCount(replicas)
                .addAllContributorEmails(PEOPLE);
        return job;
    }

    private EvaluationJob.State state() {
        return door.jobNow().getState();
    }

    /** Starts a run and does what can be done without people. */
    private Run startToAsk() {
        return door.startAndDrive();
    }

    private Task task(Run run) {
        return door.desk()
                .getTask(GetTaskRequest.newBuilder()
                        .setName(run.getLabeling().getTask())
                        .build());
    }

    private AnnotatedDataset answers(Run run) {
        return door.labeling()
                .getAnnotatedDataset(GetAnnotatedDatasetRequest.newBuilder()
                        .setName(run.getLabeling().getAnnotatedDataset())
                        .build());
    }

    private void deleteInstruction() {
        var unused = door.labeling()
                .deleteInstruction(DeleteInstructionRequest.newBuilder()
                        .setName(instruction)
                        .build());
    }

    private List<String> truths() {
        return door.stores().texts("SELECT groundtruth FROM " + RunDoor.TABLE + " ORDER BY row_id");
    }

    private LeaseQuestionResponse lease(Run run, String person) {
        return door.desk()
                .leaseQuestion(LeaseQuestionRequest.newBuilder()
                        .setParent(run.getLabeling().getTask())
                        .setWorker(person)
                        .build());
    }

    /** Everybody says the same of everything they are asked. */
    private void answerAll(Run run, String labels) {
        for (String person : PEOPLE) {
            for (LeaseQuestionResponse leased = lease(run, person); leased.hasQuestion(); leased = lease(run, person)) {
                submit(leased.getQuestion(), person, labels);
            }
        }
    }

    /** The n-th person says the n-th of what is given for an item, by its id, and skips it if there is none. */
    private void answer(Run run, Map<String, List<String>> said) {
        for (int i = 0; i < PEOPLE.size(); i++) {
            String person = PEOPLE.get(i);
            for (LeaseQuestionResponse leased = lease(run, person); leased.hasQuestion(); leased = lease(run, person)) {
                List<String> labels = said.get(idOf(leased.getQuestion()));
                if (i < labels.size()) {
                    submit(leased.getQuestion(), person, labels.get(i));
                } else {
                    skip(leased.getQuestion(), person);
                }
            }
        }
    }

    /** Somebody answers about the first item, which must be this one. */
    private void answerFirst(Run run, String id, String label) {
        Question question = lease(run, PEOPLE.get(0)).getQuestion();
        assertThat(idOf(question)).isEqualTo(id);
        submit(question, PEOPLE.get(0), label);
    }

    private static String idOf(Question question) {
        return question.getItem().getTextPayload().getTextContent().replace("text of ", "");
    }

    private void submit(Question question, String person, String labels) {
        Answer.Builder answer = Answer.newBuilder();
        Stream.of(labels.split(","))
                .filter(label -> !label.isEmpty())
                .forEach(label -> answer.addAnnotations(Annotation.newBuilder()
                        .setAnnotationValue(AnnotationProtos.classification(
                                label, AnnotationType.TEXT_CLASSIFICATION_ANNOTATION))));
        var unused = door.desk()
                .submitAnswer(SubmitAnswerRequest.newBuilder()
                        .setName(question.getName())
                        .setWorker(person)
                        .setLeaseNumber(question.getLeaseNumber())
                        .setAnswer(answer)
                        .build());
    }

    private void skip(Question question, String person) {
        var unused = door.desk()
                .skipQuestion(SkipQuestionRequest.newBuilder()
                        .setName(question.getName())
                        .setWorker(person)
                        .setLeaseNumber(question.getLeaseNumber())
                        .setReason("unclear")
                        .build());
    }
}
