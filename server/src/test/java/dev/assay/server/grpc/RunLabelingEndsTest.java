package dev.assay.server.grpc;

import static dev.assay.server.grpc.JobDoor.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.DeleteOperationRequest;
import com.google.rpc.ErrorInfo;
import dev.assay.datalabeling.v1beta1.AnnotatedDataset;
import dev.assay.datalabeling.v1beta1.DeleteDatasetRequest;
import dev.assay.datalabeling.v1beta1.DeleteEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.PauseEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.UpdateEvaluationJobRequest;
import dev.assay.server.run.RunService;
import dev.assay.server.run.RunWatches;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.v1.CancelRunRequest;
import dev.assay.v1.ListRunsRequest;
import dev.assay.v1.Question;
import dev.assay.v1.RetryRunRequest;
import dev.assay.v1.Run;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** Runs that ask people, several at a time, and what ends them. */
class RunLabelingEndsTest extends AskingJob {
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
}
