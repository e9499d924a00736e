package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import dev.assay.v1.EvaluationReport;
import dev.assay.v1.GetEvaluationReportRequest;
import dev.assay.v1.Run;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is killed while predictions are replayed into it, more than once. */
class KillDuringReplayTest {
    private static final int COPIES = 30;
    private static final int KILLS = 3;

    @TempDir
    Path folder;

    @Test
    void everyPrediction_isThereExactlyOnce_andFiguresAreUnchanged() throws Exception {
        Path file = writeCopies();
        Path data = folder.resolve("data");
        int total = COPIES * Digits.COUNT;
        String job = null;
        for (int kill = 0; kill < KILLS; kill++) {
            try (ServerProcess server = ServerProcess.start(data);
                    Api api = new Api(server)) {
                job = job == null ? api.createDigitsJob("killed", total) : job;
                Process replay = replay(file, job, server);
                int enough = total * (kill + 1) / (KILLS + 2);
                Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> rows(data) >= enough);
                server.kill();
                replay.destroyForcibly().waitFor();
                System.out.printf("killed with %d of %d rows%n", rows(data), total);
            }
        }
        try (ServerProcess server = ServerProcess.start(data);
                Api api = new Api(server)) {
            assertThat(replay(file, job, server).waitFor()).isZero();
            assertThat(rows(data)).isEqualTo(total);
            assertThat(replay(file, job, server).waitFor()).isZero();
            assertThat(rows(data)).isEqualTo(total);

            Run run = api.ended(api.startRun(job).getName());
            assertThat(run.getState()).as(run.toString()).isEqualTo(Run.State.SUCCEEDED);
            EvaluationReport report = api.runs()
                    .getEvaluationReport(GetEvaluationReportRequest.newBuilder()
                            .setName(run.getEvaluation())
                            .build());
            assertThat(report.getRowCounts().getEvaluated()).isEqualTo(total);
            // Every pair stands there COPIES times: tie groups grow, and no ratio changes.
            assertThat(report.getClassification().getMeanAveragePrecision())
                    .isCloseTo(Digits.expected().get("mean_average_precision").getAsDouble(), within(1e-9));
            assertThat(report.getClassification().getAggregate().getAveragePrecision())
                    .isCloseTo(Digits.expected().get("area_under_curve").getAsDouble(), within(1e-9));
        }
    }

    private Path writeCopies() throws IOException {
        Path file = folder.resolve("predictions.jsonl");
        List<JsonObject> lines = Digits.lines();
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (int copy = 0; copy < COPIES; copy++) {
                for (JsonObject line : lines) {
                    JsonObject renamed = line.deepCopy();
                    renamed.addProperty("id", copy + "-" + line.get("id").getAsString());
                    writer.write(renamed.toString());
                    writer.newLine();
                }
            }
        }
        return file;
    }

    private Process replay(Path file, String job, ServerProcess server) throws IOException {
        File log = folder.resolve("replay.log").toFile();
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.assay.server.Main",
                        "replay",
                        file.toString(),
                        "--job",
                        job,
                        "--target",
                        "127.0.0.1:" + server.grpcPort(),
                        "--plaintext")
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
    }

    private static int rows(Path data) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("assay.db"));
                var statement = connection.createStatement()) {
            ResultSet found =
                    statement.executeQuery("SELECT COUNT(*), COUNT(DISTINCT prediction_id) FROM \"samples.killed\"");
            assertThat(found.getInt(1)).isEqualTo(found.getInt(2));
            return found.getInt(1);
        }
    }
}
