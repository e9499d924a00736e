package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.Prediction;
import dev.assay.v1.Run;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sixteen streams write into one job while its intervals are sealed five times a second. */
class IntervalsUnderLoadTest {
    private static final int STREAMS = 16;
    private static final int BATCHES = 300;
    private static final int BATCH = 20;
    private static final int CAP = 1_000;

    @TempDir
    Path folder;

    private final AtomicLong sampled = new AtomicLong();
    private final AtomicLong overLimit = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @Test
    void intervals_neverHoldMoreThanTheirCap_andNothingIsLostOrDoubled() throws Exception {
        Path data = folder.resolve("data");
        try (ServerProcess server = ServerProcess.start(data);
                Api api = new Api(server)) {
            String job = api.createDigitsJob("load", CAP);
            ScheduledExecutorService runner = Executors.newSingleThreadScheduledExecutor();
            runner.scheduleAtFixedRate(() -> api.startRun(job), 200, 200, TimeUnit.MILLISECONDS);
            stream(api);
            runner.shutdown();
            assertThat(runner.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            api.startRun(job);

            assertThat(failure.get()).isNull();
            assertThat(sampled.get() + overLimit.get()).isEqualTo((long) STREAMS * BATCHES * BATCH);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> api.list(job).stream().allMatch(Run::hasEndTime));
            List<Run> runs = api.list(job);
            assertThat(runs.stream().map(Run::getInterval)).doesNotHaveDuplicates();
            assertTable(data, runs);
            System.out.printf(
                    "%d streams, %d runs: %d rows sampled, %d over the limit%n",
                    STREAMS, runs.size(), sampled.get(), overLimit.get());
        }
    }

    private void assertTable(Path data, List<Run> runs) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("assay.db"));
                var statement = connection.createStatement()) {
            ResultSet all =
                    statement.executeQuery("SELECT COUNT(*), COUNT(DISTINCT prediction_id) FROM \"samples.load\"");
            assertThat(all.getLong(1)).isEqualTo(sampled.get());
            assertThat(all.getLong(2)).isEqualTo(sampled.get());
            ResultSet intervals =
                    statement.executeQuery("SELECT evaluation_interval, COUNT(*) FROM \"samples.load\" GROUP BY 1");
            List<Long> used = new ArrayList<>();
            while (intervals.next()) {
                used.add(intervals.getLong(1));
                assertThat(intervals.getLong(2)).isBetween(1L, (long) CAP);
            }
            assertThat(runs.stream().map(Run::getInterval)).containsAll(used);
        }
    }

    private void stream(Api api) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(STREAMS);
        List<Thread> threads = new ArrayList<>();
        for (int s = 0; s < STREAMS; s++) {
            int stream = s;
            Thread thread = new Thread(() -> send(api, stream, ended));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    }

    private void send(Api api, int stream, CountDownLatch ended) {
        Semaphore window = new Semaphore(4);
        StreamObserver<LogPredictionsRequest> requests = api.logAsync()
                .streamPredictions(new StreamObserver<LogPredictionsResponse>() {
                    @Override
                    public void onNext(LogPredictionsResponse response) {
                        sampled.addAndGet(response.getSampled());
                        overLimit.addAndGet(response.getOverLimit());
                        window.release();
                    }

                    @Override
                    public void onError(Throwable thrown) {
                        failure.set(thrown);
                        window.release(BATCHES);
                        ended.countDown();
                    }

                    @Override
                    public void onCompleted() {
                        ended.countDown();
                    }
                });
        for (int batch = 0; batch < BATCHES && failure.get() == null; batch++) {
            window.acquireUninterruptibly();
            requests.onNext(request(stream, batch));
        }
        requests.onCompleted();
    }

    private static LogPredictionsRequest request(int stream, int batch) {
        LogPredictionsRequest.Builder request = LogPredictionsRequest.newBuilder()
                .setModelVersion("projects/digits/models/digits/versions/load")
                .setSequence(batch);
        for (int i = 0; i < BATCH; i++) {
            request.addPredictions(Prediction.newBuilder()
                    .setPredictionId(stream + "-" + batch + "-" + i)
                    .setInstance("{\"image\":{\"b64\":\"\"}}")
                    .setPrediction("{\"labels\":[\"1\"],\"scores\":[0.5]}"));
        }
        return request.build();
    }
}
