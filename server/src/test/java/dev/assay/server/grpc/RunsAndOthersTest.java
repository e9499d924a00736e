package dev.assay.server.grpc;

import static dev.assay.server.grpc.JobDoor.failure;
import static dev.assay.server.grpc.JobDoor.info;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.datalabeling.v1beta1.DeleteDatasetRequest;
import dev.assay.datalabeling.v1beta1.DeleteEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.Evaluation;
import dev.assay.datalabeling.v1beta1.GetDatasetRequest;
import dev.assay.datalabeling.v1beta1.GetEvaluationRequest;
import dev.assay.datalabeling.v1beta1.ListDataItemsRequest;
import dev.assay.datalabeling.v1beta1.PauseEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.ResumeEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.SearchEvaluationsRequest;
import dev.assay.server.JobRequests;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.job.DueJobs;
import dev.assay.server.run.RunWatches;
import dev.assay.server.sampling.Sampling;
import dev.assay.v1.EvaluationReport;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.PopulationCounts;
import dev.assay.v1.ReevaluateRunRequest;
import dev.assay.v1.RetryRunRequest;
import dev.assay.v1.Run;
import dev.assay.v1.SamplingDesign;
import dev.assay.v1.WatchRunRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs beside what happens around them: deletions, watches, purges, rows of others. */
class RunsAndOthersTest {
    @TempDir
    Path directory;

    private RunDoor door;

    @BeforeEach
    void open() throws IOException {
        door = new RunDoor(directory, Duration.ofHours(1));
    }

    @AfterEach
    void close() {
        door.close();
    }

    // --- deletions ------------------------------------------------------------------------------------------------

    @Test
    void deletingTheJob_cancelsItsActiveRuns_andLeavesWhatWasPublished() {
        Run published = succeeded();
        door.predict("cat", 0.9);
        Run waiting = door.startAndDrive();
        assertThat(waiting.getState()).isEqualTo(Run.State.WAITING);
        assertThat(searched("")).extracting(Evaluation::getName).containsExactly(published.getEvaluation());

        deleteJob();

        assertThat(door.run(waiting.getName()).getState()).isEqualTo(Run.State.CANCELLED);
        assertThat(door.run(published.getName()).getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(door.claim()).isEmpty();
        assertThat(searched("evaluation_job.job_state = STOPPED")).hasSize(1);

        door.pass(Duration.ofSeconds(61));
        assertThat(door.get(DueJobs.class).removeLingering(door.now())).isEqualTo(1);
        assertThat(searched("evaluation_job.job_state = STOPPED")).hasSize(1);
        assertThat(searched("evaluation_job.job_state = SCHEDULED")).isEmpty();
        assertThat(door.report(published.getEvaluation()).getRun()).isEqualTo(published.getName());
        assertThat(reason(() -> reevaluate(published))).isEqualTo("JOB_STOPPED");
    }

    @Test
    void rowsOfTheIntervalThatDeletionClosed_belongToNoRun_alsoNotOfTheNextJob() {
        door.sample("cat", 0.9, "cat");
        deleteJob();
        String specSet = door.labeling()
                .createAnnotationSpecSet(JobRequests.specSet("cat", "dog"))
                .getName();
        String next = door.labeling()
                .createEvaluationJob(JobRequests.create(JobRequests.textClassification(specSet, RunDoor.VERSION)))
                .getName();

        Run run = door.runs()
                .runEvaluationJob(dev.assay.v1.RunEvaluationJobRequest.newBuilder()
                        .setName(next)
                        .build());
        door.drive();

        assertThat(door.run(run.getName()).getState()).isEqualTo(Run.State.EMPTY);
    }

    @Test
    void dataset_isHeldByItsActiveRun_andThenTakesEvaluationsAlong() {
        door.predict("cat", 0.9);
        Run waiting = door.startAndDrive();

        var refused = failure(Status.Code.FAILED_PRECONDITION, () -> deleteDataset(waiting));
        assertThat(info(refused).getReason()).isEqualTo("RESOURCE_HELD");
        assertThat(refused).hasMessageContaining(waiting.getName());
        assertThat(door.labeling()
                        .getDataset(GetDatasetRequest.newBuilder()
                                .setName(waiting.getDataset())
                                .build())
                        .getBlockingResourcesList())
                .containsExactly(waiting.getName());

        Run published = succeeded();
        deleteDataset(published);
        while (door.get(Datasets.class).purgeSome(door.now())) {}
        var unused = failure(
                Status.Code.NOT_FOUND,
                () -> door.labeling()
                        .getEvaluation(GetEvaluationRequest.newBuilder()
                                .setName(published.getEvaluation())
                                .build()));
        assertThat(searched("")).isEmpty();
        assertThat(door.stores().texts("SELECT id FROM evaluation")).isEmpty();
        assertThat(door.stores().texts("SELECT ordinal FROM snapshot_item")).isEmpty();
    }

    @Test
    void runWhoseDatasetIsDeleted_cannotBeResumed() {
        Run published = succeeded();
        door.predict("dog", 0.5);
        Run failed = door.startAndDrive();
        door.pass(Duration.ofHours(1));
        door.drive();
        assertThat(door.run(failed.getName()).getState()).isEqualTo(Run.State.FAILED);
        deleteDataset(published);
        deleteDataset(failed);

        assertThat(reason(() -> reevaluate(published))).isEqualTo("DATASET_DELETED");
        assertThat(reason(() -> retry(failed))).isEqualTo("DATASET_DELETED");
        assertThat(door.claim()).isEmpty();
    }

    // --- purging --------------------------------------------------------------------------------------------------

    @Test
    void purge_leavesTheRowsOfAnActiveRun() {
        String id = door.predict("cat", 0.9);
        Run waiting = door.startAndDrive();
        door.pass(Duration.ofMinutes(30));
        Run other = succeeded();

        purge();
        assertThat(ids()).containsExactly(id);

        door.truth(id, "cat");
        door.pass(Duration.ofSeconds(10));
        door.drive();
        assertThat(door.run(waiting.getName()).getState()).isEqualTo(Run.State.SUCCEEDED);
        purge();
        assertThat(ids()).isEmpty();
        assertThat(door.report(other.getEvaluation()).getRowCounts().getEvaluated())
                .isEqualTo(1);
    }

    @Test
    void runWhoseRowsArePurged_cannotBeResumed_evenIfSomeAreLeft() {
        Run published = succeeded();
        door.sample("cat", 0.9, "cat");
        door.sample("cat", 0.9, "cat");
        Run two = door.startAndDrive();
        purge(1);
        purge(1);
        purge(1);
        assertThat(ids()).hasSize(1);

        assertThat(reason(() -> reevaluate(published))).isEqualTo("SAMPLES_PURGED");
        assertThat(reason(() -> reevaluate(two))).isEqualTo("SAMPLES_PURGED");
        purge();
        assertThat(ids()).isEmpty();
    }

    @Test
    void purge_takesTheRowsThatDeletionOfTheJobSealed() {
        door.predict("cat", 0.9);
        deleteJob();
        purge();
        assertThat(ids()).isEmpty();
    }

    // --- watching -------------------------------------------------------------------------------------------------

    @Test
    void watchRun_tellsEachStep_andEndsWithTheEnd() {
        String id = door.predict("cat", 0.9);
        Run run = door.start();
        Watching watching = new Watching();
        door.runsAsync()
                .watchRun(WatchRunRequest.newBuilder().setName(run.getName()).build(), watching);
        watching.awaitLast(Run.State.CLAIMED);

        door.drive();
        door.get(RunWatches.class).poll();
        watching.awaitLast(Run.State.WAITING);
        door.truth(id, "cat");
        door.pass(Duration.ofSeconds(10));
        door.drive();
        door.get(RunWatches.class).poll();

        Awaitility.await().until(() -> watching.completed);
        assertThat(watching.seen).hasSize(3).last().isEqualTo(door.run(run.getName()));

        Watching late = new Watching();
        door.runsAsync()
                .watchRun(WatchRunRequest.newBuilder().setName(run.getName()).build(), late);
        Awaitility.await().until(() -> late.completed);
        assertThat(late.seen).containsExactly(door.run(run.getName()));
    }

    private static final class Watching implements StreamObserver<Run> {
        private final List<Run> seen = Collections.synchronizedList(new ArrayList<>());
        private volatile boolean completed;

        @Override
        public void onNext(Run run) {
            seen.add(run);
        }

        @Override
        public void onError(Throwable thrown) {
            throw new AssertionError(thrown);
        }

        @Override
        public void onCompleted() {
            completed = true;
        }

        void awaitLast(Run.State state) {
            Awaitility.await()
                    .until(() -> !seen.isEmpty() && seen.get(seen.size() - 1).getState() == state);
        }
    }

    // --- what the report adds -------------------------------------------------------------------------------------

    @Test
    void report_tellsTheDesign_withWhatClientsLeftOut() {
        door.changeSampling(1, 2);
        door.pass(Duration.ofMinutes(14));
        long interval = Long.parseLong(door.stores()
                .texts("SELECT id FROM sampling_interval WHERE seal_time IS NULL")
                .get(0));
        door.sample("cat", 0.9, "cat");
        door.sample("cat", 0.9, "dog");
        var unused = door.log()
                .logPredictions(LogPredictionsRequest.newBuilder()
                        .setModelVersion(RunDoor.VERSION)
                        .addPredictions(RunDoor.prediction("p1", "cat", 0.9))
                        .addPredictions(RunDoor.prediction("late", "cat", 0.9))
                        .setPopulationCounts(PopulationCounts.newBuilder()
                                .setClientId("c")
                                .setInterval(interval)
                                .setNotSelected(70)
                                .setDropped(30)
                                .setOverLimit(20))
                        .build());
        door.pass(Duration.ofMinutes(42));

        EvaluationReport report = door.report(door.startAndDrive().getEvaluation());

        SamplingDesign design = report.getSamplingDesign();
        assertThat(design.getInterval()).isEqualTo(interval);
        assertThat(design.getStartTime()).isEqualTo(Times.timestamp(RunDoor.START));
        assertThat(design.getEndTime()).isEqualTo(Times.timestamp(door.now()));
        assertThat(design.getOfferedCount()).isEqualTo(4);
        assertThat(design.getSelectedCount()).isEqualTo(4);
        assertThat(design.getSampledCount()).isEqualTo(2);
        assertThat(design.getDuplicateCount()).isEqualTo(1);
        assertThat(design.getOverLimitCount()).isEqualTo(1);
        assertThat(design.getClientNotSelectedCount()).isEqualTo(70);
        assertThat(design.getClientDroppedCount()).isEqualTo(30);
        assertThat(design.getClientOverLimitCount()).isEqualTo(20);
        // A prediction that was sent twice was made once.
        assertThat(design.getPopulationCount()).isEqualTo(3 + 70 + 30 + 20);
        assertThat(design.getExampleCount()).isEqualTo(2);
        assertThat(design.getCapReachedTime()).isEqualTo(Times.timestamp(RunDoor.START.plus(Duration.ofMinutes(14))));
        assertThat(design.getCoveredFraction()).isEqualTo(0.25);
        assertThat(design.getMinSamplingProbability()).isEqualTo(1.0);
        assertThat(report.getWarningsList())
                .anySatisfy(warning -> assertThat(warning).contains("14 min of 56 min"));
        var counts = report.getRowCounts();
        assertThat(counts.getEvaluated() + counts.getWithoutTruth()).isEqualTo(counts.getItems());
    }

    @Test
    void report_leavesOutPauses_ofWhatItCovers() {
        door.sample("cat", 0.9, "cat");
        door.pass(Duration.ofMinutes(30));
        var paused = door.labeling()
                .pauseEvaluationJob(PauseEvaluationJobRequest.newBuilder()
                        .setName(door.job())
                        .build());
        door.pass(Duration.ofMinutes(15));
        var resumed = door.labeling()
                .resumeEvaluationJob(ResumeEvaluationJobRequest.newBuilder()
                        .setName(door.job())
                        .build());
        door.pass(Duration.ofMinutes(15));

        SamplingDesign first = door.report(door.startAndDrive().getEvaluation()).getSamplingDesign();
        door.sample("cat", 0.9, "cat");
        door.pass(Duration.ofMinutes(30));
        SamplingDesign second =
                door.report(door.startAndDrive().getEvaluation()).getSamplingDesign();

        assertThat(first.getCoveredFraction()).isEqualTo(0.75);
        assertThat(second.getCoveredFraction()).isEqualTo(1.0);
    }

    @Test
    void rowsOfOthers_areTakenByTheNextRun_itemByItem_andReportedApart() {
        door.sample("cat", 0.9, "cat");
        door.insertForeign(
                "{\"instances\":[{\"text\":\"one\"},{\"text\":\"two\"},{\"text\":\"three\"}]}",
                "{\"predictions\":[{\"labels\":[\"cat\"],\"scores\":[0.9]},{\"labels\":[\"cat\"],\"scores\":[0.8]},"
                        + "{\"labels\":[\"dog\"],\"scores\":[0.7]}]}",
                "{\"predictions\":[{\"labels\":\"cat\"},{\"labels\":\"dog\"},null]}");

        Run run = door.startAndDrive();
        door.pass(Duration.ofHours(1));
        door.drive();
        Run ended = door.run(run.getName());

        assertThat(ended.getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(ended.getItemCount()).isEqualTo(4);
        EvaluationReport report = door.report(ended.getEvaluation());
        assertThat(report.getRowCounts().getItems()).isEqualTo(4);
        assertThat(report.getRowCounts().getEvaluated()).isEqualTo(3);
        assertThat(report.getRowCounts().getWithoutTruth()).isEqualTo(1);
        assertThat(report.getRowCounts().getExternalItems()).isEqualTo(3);
        assertThat(report.getSamplingDesign().getSampledCount()).isEqualTo(1);
        assertThat(report.getClassification().getAccuracy()).isEqualTo(2.0 / 3);
        var items = door.labeling()
                .listDataItems(ListDataItemsRequest.newBuilder()
                        .setParent(ended.getDataset())
                        .build())
                .getDataItemsList();
        assertThat(items)
                .extracting(item -> item.getTextPayload().getTextContent())
                .containsExactly("text of p0", "one", "two", "three");
        assertThat(door.stores().texts("SELECT prediction_id FROM " + RunDoor.TABLE + " ORDER BY row_id"))
                .last()
                .asString()
                .startsWith("ext-");

        assertThat(door.startAndDrive().getState()).isEqualTo(Run.State.EMPTY);
    }

    // --- what tests ask all the time ------------------------------------------------------------------------------

    private Run succeeded() {
        door.sample("cat", 0.9, "cat");
        Run run = door.startAndDrive();
        assertThat(run.getState()).isEqualTo(Run.State.SUCCEEDED);
        return run;
    }

    private void purge() {
        while (purge(2_000)) {}
    }

    private boolean purge(int limit) {
        return door.get(Sampling.class).purgeRows(door.now().plusSeconds(1), limit);
    }

    private List<String> ids() {
        return door.stores().texts("SELECT prediction_id FROM " + RunDoor.TABLE + " ORDER BY row_id");
    }

    private List<Evaluation> searched(String filter) {
        return door.labeling()
                .searchEvaluations(SearchEvaluationsRequest.newBuilder()
                        .setParent(JobRequests.PROJECT)
                        .setFilter(filter)
                        .build())
                .getEvaluationsList();
    }

    private void deleteJob() {
        var unused = door.labeling()
                .deleteEvaluationJob(DeleteEvaluationJobRequest.newBuilder()
                        .setName(door.job())
                        .build());
    }

    private void deleteDataset(Run run) {
        var unused = door.labeling()
                .deleteDataset(DeleteDatasetRequest.newBuilder()
                        .setName(run.getDataset())
                        .build());
    }

    private void reevaluate(Run run) {
        var unused = door.runs()
                .reevaluateRun(
                        ReevaluateRunRequest.newBuilder().setName(run.getName()).build());
    }

    private void retry(Run run) {
        var unused = door.runs()
                .retryRun(RetryRunRequest.newBuilder().setName(run.getName()).build());
    }

    private static String reason(Runnable call) {
        return info(failure(Status.Code.FAILED_PRECONDITION, call)).getReason();
    }
}
