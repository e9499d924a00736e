package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc.OperationsBlockingStub;
import dev.assay.datalabeling.v1beta1.AnnotatedDataset;
import dev.assay.datalabeling.v1beta1.CreateDatasetRequest;
import dev.assay.datalabeling.v1beta1.DataType;
import dev.assay.datalabeling.v1beta1.Dataset;
import dev.assay.datalabeling.v1beta1.ExportDataOperationResponse;
import dev.assay.datalabeling.v1beta1.ExportDataRequest;
import dev.assay.datalabeling.v1beta1.GcsDestination;
import dev.assay.datalabeling.v1beta1.GcsSource;
import dev.assay.datalabeling.v1beta1.GetDatasetRequest;
import dev.assay.datalabeling.v1beta1.ImportDataOperationResponse;
import dev.assay.datalabeling.v1beta1.ImportDataRequest;
import dev.assay.datalabeling.v1beta1.InputConfig;
import dev.assay.datalabeling.v1beta1.ListAnnotatedDatasetsRequest;
import dev.assay.datalabeling.v1beta1.OutputConfig;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.Prediction;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.Run;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports and exports whose server is killed on the way, as {@code kill -9} does, in a real process. */
class KillDuringTransferTest {
    private static final int LINES = 120_000;
    private static final int EXAMPLES = 60_000;
    private static final int PER_CALL = 10_000;
    private static final int KILLS = 3;

    @TempDir
    Path folder;

    private Path data;
    private Path bucket;

    @BeforeEach
    void makeBucket() throws IOException {
        data = folder.resolve("data");
        bucket = Files.createDirectories(folder.resolve("bucket"));
    }

    @Test
    void import_killedOnTheWay_hasEveryLineOnce() throws Exception {
        writeLines();
        String dataset;
        String operation;
        try (ServerProcess server = start();
                Api api = new Api(server)) {
            dataset = api.labeling()
                    .createDataset(CreateDatasetRequest.newBuilder()
                            .setParent("projects/kill")
                            .setDataset(Dataset.newBuilder().setDisplayName("lines"))
                            .build())
                    .getName();
            operation = api.labeling()
                    .importData(ImportDataRequest.newBuilder()
                            .setName(dataset)
                            .setInputConfig(InputConfig.newBuilder()
                                    .setDataType(DataType.TEXT)
                                    .setGcsSource(GcsSource.newBuilder()
                                            .setInputUri("gs://files/lines.csv")
                                            .setMimeType("text/csv")))
                            .build())
                    .getName();
            killAtItems(server, 1);
        }
        for (int kill = 1; kill < KILLS; kill++) {
            try (ServerProcess server = start()) {
                killAtItems(server, LINES * kill / KILLS);
            }
        }
        try (ServerProcess server = start();
                Api api = new Api(server)) {
            Operation ended = ended(api.operations(), operation);
            ImportDataOperationResponse response = ended.getResponse().unpack(ImportDataOperationResponse.class);
            assertThat(response.getTotalCount()).isEqualTo(LINES);
            assertThat(response.getImportCount()).isEqualTo(LINES);
            assertThat(api.labeling()
                            .getDataset(GetDatasetRequest.newBuilder()
                                    .setName(dataset)
                                    .build())
                            .getDataItemCount())
                    .isEqualTo(LINES);
        }
        assertThat(number("SELECT count(*) FROM data_item")).isEqualTo(LINES);
        assertThat(number("SELECT count(DISTINCT content) FROM data_item")).isEqualTo(LINES);
        assertThat(number("SELECT count(*) FROM data_item WHERE content = 'line ' || number"))
                .isEqualTo(LINES);
    }

    @Test
    void export_killedOnTheWay_isWrittenWholeOnce_andNeverSeenHalf() throws Exception {
        Run run;
        AnnotatedDataset truth;
        try (ServerProcess server = start();
                Api api = new Api(server)) {
            run = evaluate(api);
            truth = api.labeling()
                    .listAnnotatedDatasets(ListAnnotatedDatasetsRequest.newBuilder()
                            .setParent(run.getDataset())
                            .build())
                    .getAnnotatedDatasets(0);
        }
        Path file = bucket.resolve("out/truth.jsonl");
        String operation = "";
        int killedOnTheWay = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            try (ServerProcess server = start();
                    Api api = new Api(server)) {
                operation = api.labeling()
                        .exportData(ExportDataRequest.newBuilder()
                                .setName(run.getDataset())
                                .setAnnotatedDataset(truth.getName())
                                .setOutputConfig(OutputConfig.newBuilder()
                                        .setGcsDestination(GcsDestination.newBuilder()
                                                .setOutputUri("gs://files/out/truth.jsonl")
                                                .setMimeType("application/json")))
                                .build())
                        .getName();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> Files.exists(file) || !drafts().isEmpty());
                server.kill();
                killedOnTheWay += Files.exists(file) ? 0 : 1;
                System.out.printf("killed with drafts %s, file there: %s%n", drafts(), Files.exists(file));
            }
        }
        try (ServerProcess server = start();
                Api api = new Api(server)) {
            ExportDataOperationResponse response =
                    ended(api.operations(), operation).getResponse().unpack(ExportDataOperationResponse.class);
            assertThat(response.getExportCount()).isEqualTo(EXAMPLES);
        }
        assertThat(killedOnTheWay).isPositive();
        try (Stream<String> lines = Files.lines(file)) {
            assertThat(lines.distinct().filter(line -> line.startsWith("{") && line.endsWith("}")))
                    .hasSize(EXAMPLES);
        }
        assertThat(drafts()).isEmpty();
    }

    private ServerProcess start() throws IOException {
        return ServerProcess.start(data, "--bucket", "files=" + bucket, "--lease", "1s", "--poll", "200ms");
    }

    private void writeLines() throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(bucket.resolve("lines.csv"))) {
            for (int i = 0; i < LINES; i++) {
                writer.write("line " + i + "\n");
            }
        }
    }

    private void killAtItems(ServerProcess server, int items) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> number("SELECT count(*) FROM data_item") >= items);
        server.kill();
    }

    private static Run evaluate(Api api) {
        String job = api.createDigitsJob("exported", EXAMPLES);
        String version = "projects/digits/models/digits/versions/exported";
        for (int from = 0; from < EXAMPLES; from += PER_CALL) {
            List<String> ids = IntStream.range(from, from + PER_CALL)
                    .mapToObj(i -> "p" + i)
                    .toList();
            api.log()
                    .logPredictions(LogPredictionsRequest.newBuilder()
                            .setModelVersion(version)
                            .addAllPredictions(ids.stream()
                                    .map(id -> Prediction.newBuilder()
                                            .setPredictionId(id)
                                            .setInstance("{}")
                                            .setPrediction("{\"labels\":[\"1\"],\"scores\":[0.5]}")
                                            .build())
                                    .toList())
                            .build());
            api.log()
                    .provideGroundTruth(ProvideGroundTruthRequest.newBuilder()
                            .setEvaluationJob(job)
                            .addAllGroundTruths(ids.stream()
                                    .map(id -> GroundTruth.newBuilder()
                                            .setPredictionId(id)
                                            .setGroundTruth("{\"labels\":\"1\"}")
                                            .build())
                                    .toList())
                            .build());
        }
        Run run = api.ended(api.startRun(job).getName());
        assertThat(run.getState()).as(run.toString()).isEqualTo(Run.State.SUCCEEDED);
        return run;
    }

    private static Operation ended(OperationsBlockingStub operations, String name) {
        Operation ended = Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .until(
                        () -> operations.getOperation(
                                GetOperationRequest.newBuilder().setName(name).build()),
                        Operation::getDone);
        assertThat(ended.hasResponse()).as(ended.toString()).isTrue();
        return ended;
    }

    private List<Path> drafts() throws IOException {
        Path out = bucket.resolve("out");
        if (!Files.exists(out)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(out)) {
            return files.filter(each -> each.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    private long number(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("assay.db"));
                var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getLong(1);
        }
    }
}
