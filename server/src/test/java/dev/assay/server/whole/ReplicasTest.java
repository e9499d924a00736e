package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.store.PostgresForTests;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.Prediction;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.Run;
import dev.assay.v1.WatchRunRequest;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers over one PostgreSQL. */
@Timeout(120)
class ReplicasTest {
    private static final Duration LEASE = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private String database;

    @BeforeEach
    void makeDatabase() {
        database = PostgresForTests.emptyDatabase().url();
    }

    @Test
    void runOfAServerThatDied_isFinishedByAnother_soonAfterItsLease() throws Exception {
        Path armed = folder.resolve("armed");
        try (ServerProcess other = ServerProcess.start(folder.resolve("other"), options());
                ServerProcess dying = ServerProcess.start(
                        List.of("-Dcrash.armed=" + armed, "-Dcrash.step=EVALUATING", "-Dcrash.when=before"),
                        "dev.assay.server.CrashingServer",
                        folder.resolve("dying"),
                        options());
                Api api = new Api(other);
                Api toDying = new Api(dying)) {
            String job = api.createDigitsJob("v1", 1_000);
            log(api, job);
            Files.createFile(armed);
            // Whoever looks first takes the run; in the end it is the one that dies over it.
            while (dying.isAlive()) {
                startUnanswered(toDying, job);
                log(api, job);
                Awaitility.await().until(() -> !dying.isAlive() || allEnded(api, job));
            }
            long died = System.nanoTime();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> allEnded(api, job));

            Duration orphaned = Duration.ofNanos(System.nanoTime() - died);
            System.out.printf("taken over and finished %d ms after the death, lease %s%n", orphaned.toMillis(), LEASE);
            assertThat(api.list(job))
                    .allSatisfy(run -> assertThat(run.getState()).isEqualTo(Run.State.SUCCEEDED));
        }
    }

    @Test
    void run_isFollowedOnAnotherReplicaThanItsOwn() throws Exception {
        try (ServerProcess one = ServerProcess.start(folder.resolve("one"), options());
                ServerProcess other = ServerProcess.start(folder.resolve("other"), options());
                Api toOne = new Api(one);
                Api toOther = new Api(other)) {
            String job = toOne.createDigitsJob("v1", 1_000);
            log(toOther, job);
            Run begun = toOne.startRun(job);

            Iterator<Run> seen = toOther.runs()
                    .watchRun(WatchRunRequest.newBuilder()
                            .setName(begun.getName())
                            .build());
            Run last = begun;
            while (seen.hasNext()) {
                last = seen.next();
            }

            assertThat(last.getState()).isEqualTo(Run.State.SUCCEEDED);
            assertThat(last).isEqualTo(toOne.get(begun.getName()));
        }
    }

    private String[] options() {
        return new String[] {"--database-url", database, "--lease", LEASE.toSeconds() + "s", "--poll", "500ms"};
    }

    private static boolean allEnded(Api api, String job) {
        return api.list(job).stream().allMatch(Run::hasEndTime);
    }

    private static void startUnanswered(Api api, String job) {
        try {
            api.startRun(job);
        } catch (StatusRuntimeException died) {
            assertThat(died.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
        }
    }

    private static void log(Api api, String job) {
        String id = "p" + System.nanoTime();
        assertThat(api.log()
                        .logPredictions(LogPredictionsRequest.newBuilder()
                                .setModelVersion(Digits.MODEL_VERSION)
                                .addPredictions(Prediction.newBuilder()
                                        .setPredictionId(id)
                                        .setInstance("{\"image\":{\"b64\":\"\"}}")
                                        .setPrediction("{\"labels\":[\"1\"],\"scores\":[0.5]}"))
                                .build())
                        .getSampled())
                .isEqualTo(1);
        assertThat(api.log()
                        .provideGroundTruth(ProvideGroundTruthRequest.newBuilder()
                                .setEvaluationJob(job)
                                .addGroundTruths(GroundTruth.newBuilder()
                                        .setPredictionId(id)
                                        .setGroundTruth("{\"labels\":\"1\"}"))
                                .build())
                        .getResultsCount())
                .isEqualTo(1);
    }
}
