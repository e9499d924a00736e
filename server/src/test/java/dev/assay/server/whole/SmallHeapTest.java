package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.store.PostgresForTests;
import dev.assay.v1.EvaluationReport;
import dev.assay.v1.GetEvaluationReportRequest;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.Prediction;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.Run;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a heap of 256 MiB takes in and evaluates what does not fit into it. */
class SmallHeapTest {
    private static final List<String> SMALL = List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError");
    private static final int IN_FLIGHT = 8;

    @TempDir
    Path folder;

    private final AtomicLong sampled = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @Test
    void aMillionRowsOf600Bytes_areTakenInAndEvaluated() throws Exception {
        takeInAndEvaluate("million", 1_000_000, 1_000, 300, new String[0]);
    }

    @Test
    void twoHundredRowsOf5Megabytes_areTakenInAndEvaluated() throws Exception {
        takeInAndEvaluate("large", 200, 4, 5_000_000, new String[0]);
    }

    @Test
    void twoHundredRowsOf5Megabytes_areTakenInAndEvaluated_overPostgresql() throws Exception {
        String database = PostgresForTests.emptyDatabase().url();
        takeInAndEvaluate("large", 200, 4, 5_000_000, new String[] {"--database-url", database});
    }

    private void takeInAndEvaluate(String version, int rows, int batch, int instanceBytes, String[] options)
            throws Exception {
        try (ServerProcess server =
                        ServerProcess.start(SMALL, "dev.assay.server.Main", folder.resolve("data"), options);
                Api api = new Api(server)) {
            String job = api.createDigitsJob(version, rows);
            long begun = System.nanoTime();
            stream(api, version, rows, batch, instanceBytes);
            assertThat(failure.get()).isNull();
            assertThat(sampled.get()).isEqualTo(rows);
            long logged = System.nanoTime();
            for (int from = 0; from < rows; from += 10_000) {
                api.log().provideGroundTruth(truths(job, from, Math.min(from + 10_000, rows)));
            }
            long labeled = System.nanoTime();
            Run started = api.startRun(job);
            Run run = Awaitility.await()
                    .atMost(Duration.ofMinutes(5))
                    .until(() -> api.get(started.getName()), Run::hasEndTime);
            long ended = System.nanoTime();

            assertThat(run.getState()).as(run.toString()).isEqualTo(Run.State.SUCCEEDED);
            EvaluationReport report = api.runs()
                    .getEvaluationReport(GetEvaluationReportRequest.newBuilder()
                            .setName(run.getEvaluation())
                            .build());
            assertThat(report.getRowCounts().getEvaluated()).isEqualTo(rows);
            System.out.printf(
                    "-Xmx256m, %d rows of %d bytes: taken in in %.1f s, labeled in %.1f s, evaluated in %.1f s%n",
                    rows,
                    instanceBytes + 300,
                    seconds(begun, logged),
                    seconds(logged, labeled),
                    seconds(labeled, ended));
        }
    }

    private void stream(Api api, String version, int rows, int batch, int instanceBytes) throws InterruptedException {
        Semaphore window = new Semaphore(IN_FLIGHT);
        CountDownLatch ended = new CountDownLatch(1);
        StreamObserver<LogPredictionsRequest> requests = api.logAsync()
                .streamPredictions(new StreamObserver<LogPredictionsResponse>() {
                    @Override
                    public void onNext(LogPredictionsResponse response) {
                        sampled.addAndGet(response.getSampled());
                        window.release();
                    }

                    @Override
                    public void onError(Throwable thrown) {
                        failure.set(thrown);
                        window.release(rows);
                        ended.countDown();
                    }

                    @Override
                    public void onCompleted() {
                        ended.countDown();
                    }
                });
        Random random = new Random(20261122);
        String instance = "{\"image\":\"" + "x".repeat(instanceBytes) + "\"}";
        for (int from = 0; from < rows && failure.get() == null; from += batch) {
            window.acquireUninterruptibly();
            LogPredictionsRequest.Builder request = LogPredictionsRequest.newBuilder()
                    .setModelVersion("projects/digits/models/digits/versions/" + version);
            for (int row = from; row < Math.min(from + batch, rows); row++) {
                request.addPredictions(Prediction.newBuilder()
                        .setPredictionId(id(row))
                        .setInstance(instance)
                        .setPrediction(prediction(random)));
            }
            requests.onNext(request.build());
        }
        if (failure.get() == null) {
            requests.onCompleted();
        }
        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    }

    private static String prediction(Random random) {
        StringBuilder scores = new StringBuilder();
        for (int label = 0; label < 10; label++) {
            scores.append(label == 0 ? "" : ",").append(random.nextDouble());
        }
        return "{\"labels\":[\"0\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"],\"scores\":[" + scores + "]}";
    }

    private static ProvideGroundTruthRequest truths(String job, int from, int to) {
        ProvideGroundTruthRequest.Builder request =
                ProvideGroundTruthRequest.newBuilder().setEvaluationJob(job);
        for (int row = from; row < to; row++) {
            request.addGroundTruths(GroundTruth.newBuilder()
                    .setPredictionId(id(row))
                    .setGroundTruth("{\"labels\":[\"" + row % 10 + "\"]}"));
        }
        return request.build();
    }

    private static String id(int row) {
        return String.format("row-%07d", row);
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }
}
