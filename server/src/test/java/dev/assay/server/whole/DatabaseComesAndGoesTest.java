package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.store.OwnPostgres;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.Prediction;
import dev.assay.v1.PredictionLogGrpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One server whose PostgreSQL is not there when it is needed. */
class DatabaseComesAndGoesTest {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);
    /** What closing connections that do not answer adds to the limit, and that of the quarters of limits. */
    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(12);

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private OwnPostgres database;
    private Replica server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        database = OwnPostgres.start();
        server = new Replica(
                folder.resolve("data"), "--database-url", database.url(), "--stop-limit", STOP_LIMIT.toSeconds() + "s");
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
        database.close();
    }

    @Test
    void serverThatStartsBeforeItsDatabase_waitsForIt() throws Exception {
        database.stop(OwnPostgres.Stop.FAST);
        server.start();
        awaitLog("cannot reach the database");

        database.restart();

        awaitAnswers();
    }

    @Test
    void databaseKilledUnderAServer_isUnavailable_untilItIsBack() throws Exception {
        server.start();
        awaitAnswers();
        database.kill();

        assertThat(answer()).isEqualTo(Status.Code.UNAVAILABLE);

        database.restart();
        awaitAnswers();
        assertThat(server.unforeseen()).isEmpty();
    }

    @Test
    void serverToldToStop_endsInTime_whileItsDatabaseIsGone() throws Exception {
        server.start();
        awaitAnswers();
        database.kill();

        assertStops();
    }

    @Test
    void serverToldToStop_endsInTime_whileItsDatabaseIsStalled() throws Exception {
        server.start();
        awaitAnswers();
        database.stall();
        assertThat(answer()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);

        assertStops();
    }

    private void assertStops() {
        long begun = System.nanoTime();
        assertThat(server.stop()).as("exit code").isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(STOP_LIMIT.plus(CLOSING_LIMIT));
    }

    private void awaitLog(String line) {
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> Files.readString(server.log()).contains(line));
    }

    private void awaitAnswers() {
        Awaitility.await().atMost(LIMIT).until(() -> answer() == Status.Code.OK);
    }

    private Status.Code answer() {
        try {
            PredictionLogGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(8, TimeUnit.SECONDS)
                    .logPredictions(LogPredictionsRequest.newBuilder()
                            .setModelVersion("projects/p/models/m/versions/v")
                            .addPredictions(
                                    Prediction.newBuilder().setInstance("{}").setPrediction("{}"))
                            .build());
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }
}
