package dev.assay.server.grpc;

import static dev.assay.server.grpc.JobDoor.failure;
import static dev.assay.server.grpc.JobDoor.info;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import dev.assay.datalabeling.v1beta1.Attempt;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.server.work.Claim;
import dev.assay.v1.CancelRunRequest;
import dev.assay.v1.EvaluationReport;
import dev.assay.v1.ListRunsRequest;
import dev.assay.v1.ReevaluateRunRequest;
import dev.assay.v1.RetryRunRequest;
import dev.assay.v1.Run;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs from their start to their end, as clients see them. */
class RunsTest {
    @TempDir
    Path directory;

    private RunDoor door;

    @BeforeEach
    void open() throws IOException {
        door = new RunDoor(directory, Duration.ZERO);
    }

    @AfterEach
    void close() {
        door.close();
    }

    // --- ends -----------------------------------------------------------------------------------------------------

    @Test
    void run_overRowsWithTruth_succeeds_andPublishes() {
        door.sample("cat", 0.9, "cat");
        door.sample("cat", 0.8, "dog");

        Run started = door.start();
        assertThat(started.getState()).isEqualTo(Run.State.CLAIMED);
        assertThat(started.getTrigger()).isEqualTo(Run.Trigger.REQUEST);
        assertThat(started.getDueCount()).isZero();
        door.pass(Duration.ofSeconds(3));
        door.drive();

        Run ended = door.run(started.getName());
        assertThat(ended.getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(ended.getEndTime()).isEqualTo(Times.timestamp(door.now()));
        assertThat(ended.getItemCount()).isEqualTo(2);
        assertThat(ended.getRevision()).isEqualTo(1);
        assertThat(ended.getFailuresList()).isEmpty();
        EvaluationReport report = door.report(ended.getEvaluation());
        assertThat(report.getRun()).isEqualTo(ended.getName());
        assertThat(report.getRunTime()).isEqualTo(started.getStartTime());
        assertThat(report.getClassification().getAccuracy()).isEqualTo(0.5);
        assertThat(door.jobNow().getState()).isEqualTo(EvaluationJob.State.SCHEDULED);
        assertThat(door.jobNow().getAttemptsList()).isEmpty();
    }

    @Test
    void run_withoutRows_isEmpty_andMakesNoDataset() {
        Run ended = door.startAndDrive();

        assertThat(ended.getState()).isEqualTo(Run.State.EMPTY);
        assertThat(ended.getDataset()).isEmpty();
        assertThat(ended.getEvaluation()).isEmpty();
        assertThat(door.stores().texts("SELECT id FROM dataset")).isEmpty();
    }

    @Test
    void run_withoutUsableRows_fails_namingCountsAndExamples_asAnAttemptOfTheJob() throws Exception {
        door.predict("cat", 0.9);
        door.sample("dog", 0.9, "horse");
        door.sample("dog", 0.9, "horse");

        Run ended = door.startAndDrive();

        assertThat(ended.getState()).isEqualTo(Run.State.FAILED);
        assertThat(ended.getFailuresList()).hasSize(1);
        assertThat(ended.getFailures(0).getStep()).isEqualTo(Run.State.EVALUATING);
        var status = ended.getFailures(0).getStatus();
        assertThat(status.getMessage())
                .contains("3 items and none can be evaluated", "1 without ground truth", "2 with", "horse", "p1");
        ErrorInfo info = status.getDetails(0).unpack(ErrorInfo.class);
        assertThat(info.getReason()).isEqualTo("NO_USABLE_ROWS");
        assertThat(info.getMetadataMap()).containsEntry("WITHOUT_TRUTH", "1").containsValue("2");
        Attempt attempt = door.jobNow().getAttempts(0);
        assertThat(attempt.getAttemptTime()).isEqualTo(ended.getEndTime());
        assertThat(attempt.getPartialFailuresList()).containsExactly(status);
    }

    @Test
    void rowsWithoutTruth_areLeftOutAndCounted() {
        door.sample("cat", 0.9, "cat");
        door.predict("cat", 0.9);
        door.predict("dog", 0.9);
        door.sample("dog", 0.9, "horse");

        Run ended = door.startAndDrive();

        assertThat(ended.getState()).isEqualTo(Run.State.SUCCEEDED);
        var counts = door.report(ended.getEvaluation()).getRowCounts();
        assertThat(counts.getItems()).isEqualTo(4);
        assertThat(counts.getEvaluated()).isEqualTo(1);
        assertThat(counts.getWithoutTruth()).isEqualTo(2);
        assertThat(counts.getInvalidList()).singleElement().satisfies(invalid -> {
            assertThat(invalid.getCount()).isEqualTo(1);
            assertThat(invalid.getExamples(0)).contains("p3");
        });
    }

    // --- waiting for truth ----------------------------------------------------------------------------------------

    @Test
    void run_waitsForTruth_untilAllRowsHaveIt() throws IOException {
        reopen(Duration.ofHours(1));
        String id = door.predict("cat", 0.9);
        Run run = door.start();
        door.drive();
        assertThat(door.run(run.getName()).getState()).isEqualTo(Run.State.WAITING);

        door.pass(Duration.ofSeconds(10));
        door.drive();
        assertThat(door.run(run.getName()).getState()).isEqualTo(Run.State.WAITING);
        door.truth(id, "cat");
        door.pass(Duration.ofSeconds(10));
        door.drive();

        assertThat(door.run(run.getName()).getState()).isEqualTo(Run.State.SUCCEEDED);
    }

    @Test
    void run_waitsForTruth_noLongerThanConfigured() throws IOException {
        reopen(Duration.ofHours(1));
        door.sample("cat", 0.9, "cat");
        door.predict("cat", 0.9);
        Run run = door.start();
        door.drive();

        door.pass(Duration.ofHours(1).minusSeconds(1));
        door.drive();
        assertThat(door.run(run.getName()).getState()).isEqualTo(Run.State.WAITING);
        door.pass(Duration.ofSeconds(1));
        door.drive();

        Run ended = door.run(run.getName());
        assertThat(ended.getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(door.report(ended.getEvaluation()).getRowCounts().getWithoutTruth())
                .isEqualTo(1);
    }

    // --- retry, cancel, evaluate again ----------------------------------------------------------------------------

    @Test
    void retry_resumesWhereItFailed_andKeepsTheFailure() {
        String id = door.predict("cat", 0.9);
        Run failed = door.startAndDrive();
        door.truth(id, "cat");

        Run resumed = retry(failed, "again");
        assertThat(resumed.getState()).isEqualTo(Run.State.EVALUATING);
        assertThat(resumed.hasEndTime()).isFalse();
        assertThat(door.jobNow().getState()).isEqualTo(EvaluationJob.State.RUNNING);
        door.drive();

        Run ended = retry(failed, "again");
        assertThat(ended.getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(ended.getDataset()).isEqualTo(failed.getDataset());
        assertThat(ended.getFailuresList()).isEqualTo(failed.getFailuresList());
        assertThat(info(failure(Status.Code.FAILED_PRECONDITION, () -> retry(failed, "")))
                        .getReason())
                .isEqualTo("RUN_NOT_FAILED");
    }

    @Test
    void cancel_isANoOpTheSecondTime_andRefusedAfterAnotherEnd() {
        door.sample("cat", 0.9, "cat");
        Run run = door.start();
        cancel(run);
        Run cancelled = door.run(run.getName());
        assertThat(cancelled.getState()).isEqualTo(Run.State.CANCELLED);
        assertThat(cancelled.hasEndTime()).isTrue();
        door.pass(Duration.ofSeconds(1));
        cancel(run);
        assertThat(door.run(run.getName())).isEqualTo(cancelled);
        assertThat(door.claim()).isEmpty();
        assertThat(door.stores().texts("SELECT holder FROM hold WHERE holder = ?", run.getName()))
                .isEmpty();

        Run empty = door.startAndDrive();
        assertThat(info(failure(Status.Code.FAILED_PRECONDITION, () -> cancel(empty)))
                        .getReason())
                .isEqualTo("RUN_ENDED");
    }

    @Test
    void workerOfACancelledRun_writesNothing() {
        door.sample("cat", 0.9, "cat");
        door.insertForeign("{\"text\":\"x\"}", "{\"labels\":[\"cat\"],\"scores\":[0.5]}", null);
        Run run = door.start();
        Claim claimed = door.claim().orElseThrow();
        cancel(run);

        door.work(claimed);

        assertThat(door.failures()).isZero();
        assertThat(door.run(run.getName()).getState()).isEqualTo(Run.State.CANCELLED);
        assertThat(door.stores().texts("SELECT row_id FROM " + RunDoor.TABLE + " WHERE evaluation_interval IS NULL"))
                .hasSize(1);
    }

    @Test
    void workerThatWasOvertaken_writesNothing() {
        door.sample("cat", 0.9, "cat");
        Run run = door.start();
        door.step();
        door.step();
        door.step();
        Run evaluating = door.run(run.getName());
        assertThat(evaluating.getState()).isEqualTo(Run.State.EVALUATING);
        Claim slow = door.claim().orElseThrow();
        door.pass(Duration.ofSeconds(21));
        Claim fast = door.claim().orElseThrow();

        door.work(slow);
        assertThat(door.run(run.getName())).isEqualTo(evaluating);
        assertThat(door.stores().texts("SELECT id FROM snapshot")).isEmpty();

        door.work(fast);
        Run ended = door.run(run.getName());
        assertThat(ended.getState()).isEqualTo(Run.State.SUCCEEDED);

        // The slow one once more: it finds the run ended.
        door.work(slow);
        assertThat(door.run(run.getName())).isEqualTo(ended);
        assertThat(door.stores().texts("SELECT id FROM evaluation WHERE label IS NULL"))
                .hasSize(1);
        assertThat(door.failures()).isZero();
    }

    @Test
    void reevaluate_makesANewRevisionFromLateTruth_andLeavesTheOldAsItWas() {
        door.sample("cat", 0.9, "cat");
        String wrong = door.sample("cat", 0.8, "cat");
        String late = door.predict("dog", 0.7);
        Run first = door.startAndDrive();
        EvaluationReport before = door.report(first.getEvaluation());
        assertThat(before.getClassification().getAccuracy()).isEqualTo(1.0);

        door.truth(wrong, "dog");
        door.truth(late, "cat");
        Run again = reevaluate(first, "r");
        assertThat(again.getState()).isEqualTo(Run.State.EVALUATING);
        assertThat(reevaluate(first, "r").getName()).isEqualTo(first.getName());
        door.drive();
        Run second = reevaluate(first, "r");

        assertThat(second.getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(second.getRevision()).isEqualTo(2);
        assertThat(second.getEvaluation()).isNotEqualTo(first.getEvaluation());
        EvaluationReport after = door.report(second.getEvaluation());
        assertThat(after.getRevision()).isEqualTo(2);
        assertThat(after.getClassification().getAccuracy()).isEqualTo(1.0 / 3);
        assertThat(after.getRowCounts().getWithoutTruth()).isZero();
        assertThat(door.report(first.getEvaluation())).isEqualTo(before);
    }

    @Test
    void truthThatComesBetweenTheSnapshotAndItsPublication_waitsForTheNextRevision() {
        String id = door.sample("cat", 0.9, "cat");
        Run run = door.start();
        door.step();
        door.step();
        door.step();
        AtomicBoolean told = new AtomicBoolean();
        door.work(door.claim().orElseThrow(), () -> {
            // The time is asked for last when the snapshot is written, before it is published.
            boolean written =
                    !door.stores().texts("SELECT item FROM snapshot_item").isEmpty();
            if (written && told.compareAndSet(false, true)) {
                door.truth(id, "dog");
            }
            return door.now();
        });
        assertThat(told).isTrue();

        Run first = door.run(run.getName());
        assertThat(door.report(first.getEvaluation()).getClassification().getAccuracy())
                .isEqualTo(1.0);
        var unused = reevaluate(first, "");
        door.drive();
        Run second = door.run(run.getName());
        assertThat(door.report(second.getEvaluation()).getClassification().getAccuracy())
                .isZero();
    }

    @Test
    void reevaluationThatWasCancelled_leavesWhatStands_andCanBeAskedForAgain() {
        String id = door.sample("cat", 0.9, "cat");
        Run first = door.startAndDrive();
        var started = reevaluate(first, "");
        cancel(started);
        Run cancelled = door.run(first.getName());
        assertThat(cancelled.getState()).isEqualTo(Run.State.CANCELLED);
        assertThat(cancelled.getEvaluation()).isEqualTo(first.getEvaluation());

        door.truth(id, "dog");
        var again = reevaluate(first, "");
        door.drive();

        assertThat(again.getRevision()).isEqualTo(1);
        Run second = door.run(first.getName());
        assertThat(second.getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(second.getRevision()).isEqualTo(2);
    }

    @Test
    void reevaluate_ofAnActiveOrEmptyRun_isRefused() {
        door.sample("cat", 0.9, "cat");
        Run active = door.start();
        assertThat(info(failure(Status.Code.FAILED_PRECONDITION, () -> reevaluate(active, "")))
                        .getReason())
                .isEqualTo("RUN_NOT_SUCCEEDED");
        cancel(active);
        assertThat(info(failure(Status.Code.FAILED_PRECONDITION, () -> reevaluate(active, "")))
                        .getReason())
                .isEqualTo("RUN_NOT_SUCCEEDED");

        Run empty = door.startAndDrive();
        assertThat(info(failure(Status.Code.FAILED_PRECONDITION, () -> reevaluate(empty, "")))
                        .getReason())
                .isEqualTo("RUN_NOT_SUCCEEDED");
    }

    // --- request ids, several runs --------------------------------------------------------------------------------

    @Test
    void requestId_repeated_answersTheSameRun() {
        Run first = door.start("once");
        door.pass(Duration.ofDays(7).minusSeconds(1));
        assertThat(door.start("once").getName()).isEqualTo(first.getName());
        assertThat(door.start("other").getName()).isNotEqualTo(first.getName());
        assertThat(door.start().getName()).isNotEqualTo(first.getName());

        door.pass(Duration.ofSeconds(1));
        assertThat(door.start("once").getName()).isNotEqualTo(first.getName());
    }

    @Test
    void severalRuns_areActiveAtOnce_andTheJobIsRunningUntilTheLastHasEnded() {
        door.sample("cat", 0.9, "cat");
        Run first = door.start();
        door.pass(Duration.ofSeconds(1));
        door.sample("dog", 0.9, "cat");
        Run second = door.start();
        assertThat(second.getInterval()).isGreaterThan(first.getInterval());
        assertThat(door.jobNow().getState()).isEqualTo(EvaluationJob.State.RUNNING);

        cancel(first);
        assertThat(door.jobNow().getState()).isEqualTo(EvaluationJob.State.RUNNING);
        door.drive();
        assertThat(door.jobNow().getState()).isEqualTo(EvaluationJob.State.SCHEDULED);

        Run ended = door.run(second.getName());
        assertThat(ended.getItemCount()).isEqualTo(1);
        assertThat(door.report(ended.getEvaluation()).getClassification().getAccuracy())
                .isZero();
        var page = door.runs()
                .listRuns(ListRunsRequest.newBuilder()
                        .setParent(door.job())
                        .setPageSize(1)
                        .build());
        assertThat(page.getRunsList()).containsExactly(door.run(first.getName()));
        var next = door.runs()
                .listRuns(ListRunsRequest.newBuilder()
                        .setParent(door.job())
                        .setPageSize(1)
                        .setPageToken(page.getNextPageToken())
                        .build());
        assertThat(next.getRunsList()).containsExactly(ended);
        assertThat(next.getNextPageToken()).isEmpty();
    }

    private void reopen(Duration groundTruthWait) throws IOException {
        door.close();
        door = new RunDoor(directory.resolve("second"), groundTruthWait);
    }

    private Run retry(Run run, String requestId) {
        return door.runs()
                .retryRun(RetryRunRequest.newBuilder()
                        .setName(run.getName())
                        .setRequestId(requestId)
                        .build());
    }

    private Run reevaluate(Run run, String requestId) {
        return door.runs()
                .reevaluateRun(ReevaluateRunRequest.newBuilder()
                        .setName(run.getName())
                        .setRequestId(requestId)
                        .build());
    }

    private void cancel(Run run) {
        var unused = door.runs()
                .cancelRun(CancelRunRequest.newBuilder().setName(run.getName()).build());
    }
}
