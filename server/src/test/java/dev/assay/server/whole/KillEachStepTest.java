package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.datalabeling.v1beta1.SearchEvaluationsRequest;
import dev.assay.server.store.Invariants;
import dev.assay.server.store.OpenStore;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.Prediction;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.Run;
import dev.assay.v1.RunEvaluationJobRequest;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real server processes that die right before and right after the commit of every step of a run. Each one first finishes
 * the run that its predecessor died over.
 */
class KillEachStepTest {
    private static final List<String> STEPS =
            List.of("BEGIN", "CLAIMED", "DATASET", "WAITING", "SNAPSHOT", "EVALUATING");
    private static final int ROUNDS = 2;
    private static final int ROWS = 100;

    @TempDir
    Path folder;

    @Test
    void everyRun_endsOnceWithOneEvaluation_whereverItsServerDied() throws Exception {
        Path armed = folder.resolve("armed");
        Path data = folder.resolve("data");
        String job = "";
        int kills = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (String step : STEPS) {
                for (String when : List.of("before", "after")) {
                    try (ServerProcess server = start(data, armed, step, when);
                            Api api = new Api(server)) {
                        job = job.isEmpty() ? api.createDigitsJob("steps", 1_000) : job;
                        finishLast(api, job, kills);
                        log(api, job, kills);
                        Files.createFile(armed);
                        requestUnanswered(api, job, kills);
                        assertThat(server.await())
                                .as("the server dies by itself")
                                .isEqualTo(137);
                        Files.delete(armed);
                        kills++;
                        System.out.printf("killed %s the commit of %s%n", when, step);
                    }
                }
            }
        }
        try (ServerProcess server = ServerProcess.start(data, "--lease", "1s", "--poll", "200ms");
                Api api = new Api(server)) {
            finishLast(api, job, kills);
            assertEachOnce(api, job, kills);
        }
        try (OpenStore store = OpenStore.embedded(data)) {
            Invariants.of(store).check();
        }
        assertThat(kills).isGreaterThanOrEqualTo(20);
    }

    private static ServerProcess start(Path data, Path armed, String step, String when) throws Exception {
        return ServerProcess.start(
                List.of("-Dcrash.armed=" + armed, "-Dcrash.step=" + step, "-Dcrash.when=" + when),
                "dev.assay.server.CrashingServer",
                data,
                "--lease",
                "1s",
                "--poll",
                "200ms");
    }

    /** Repeats the last request, as a client does that got no answer, and waits for the end of its run. */
    private static void finishLast(Api api, String job, int kills) {
        if (kills > 0) {
            Run run = api.ended(request(api, job, kills - 1).getName());
            assertThat(run.getState()).as(run.toString()).isEqualTo(Run.State.SUCCEEDED);
            assertThat(api.list(job)).hasSize(kills);
        }
    }

    private static void requestUnanswered(Api api, String job, int number) {
        try {
            request(api, job, number);
        } catch (StatusRuntimeException died) {
            assertThat(died.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
        }
    }

    private static Run request(Api api, String job, int number) {
        return api.runs()
                .runEvaluationJob(RunEvaluationJobRequest.newBuilder()
                        .setName(job)
                        .setRequestId("request-" + number)
                        .build());
    }

    private static void log(Api api, String job, int number) {
        LogPredictionsRequest.Builder predictions =
                LogPredictionsRequest.newBuilder().setModelVersion("projects/digits/models/digits/versions/steps");
        ProvideGroundTruthRequest.Builder truths =
                ProvideGroundTruthRequest.newBuilder().setEvaluationJob(job);
        for (int row = 0; row < ROWS; row++) {
            String id = number + "-" + row;
            predictions.addPredictions(Prediction.newBuilder()
                    .setPredictionId(id)
                    .setInstance("{\"image\":\"\"}")
                    .setPrediction("{\"labels\":[\"" + row % 10 + "\"],\"scores\":[0.9]}"));
            truths.addGroundTruths(
                    GroundTruth.newBuilder().setPredictionId(id).setGroundTruth("{\"labels\":[\"" + row % 7 + "\"]}"));
        }
        assertThat(api.log().logPredictions(predictions.build()).getSampled()).isEqualTo(ROWS);
        api.log().provideGroundTruth(truths.build());
    }

    private static void assertEachOnce(Api api, String job, int kills) {
        List<Run> runs = Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> api.list(job), list -> list.stream().allMatch(Run::hasEndTime));
        assertThat(runs).hasSize(kills);
        assertThat(runs).allSatisfy(run -> {
            assertThat(run.getState()).isEqualTo(Run.State.SUCCEEDED);
            assertThat(run.getItemCount()).isEqualTo(ROWS);
            assertThat(run.getRevision()).isEqualTo(1);
            assertThat(run.getFailuresList()).isEmpty();
        });
        assertThat(runs.stream().map(Run::getInterval)).doesNotHaveDuplicates();
        List<String> evaluations = new ArrayList<>();
        api.labeling()
                .searchEvaluations(SearchEvaluationsRequest.newBuilder()
                        .setParent(Digits.PROJECT)
                        .setPageSize(1_000)
                        .build())
                .getEvaluationsList()
                .forEach(evaluation -> evaluations.add(evaluation.getName()));
        assertThat(evaluations)
                .containsExactlyInAnyOrderElementsOf(
                        runs.stream().map(Run::getEvaluation).toList());
    }
}
