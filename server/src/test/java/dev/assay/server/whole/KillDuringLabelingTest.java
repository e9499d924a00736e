package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import dev.assay.datalabeling.v1beta1.AnnotatedDataset;
import dev.assay.datalabeling.v1beta1.AnnotationSpec;
import dev.assay.datalabeling.v1beta1.AnnotationSpecSet;
import dev.assay.datalabeling.v1beta1.CreateAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.CreateDatasetRequest;
import dev.assay.datalabeling.v1beta1.CreateInstructionRequest;
import dev.assay.datalabeling.v1beta1.DataType;
import dev.assay.datalabeling.v1beta1.Dataset;
import dev.assay.datalabeling.v1beta1.GcsSource;
import dev.assay.datalabeling.v1beta1.HumanAnnotationConfig;
import dev.assay.datalabeling.v1beta1.ImportDataRequest;
import dev.assay.datalabeling.v1beta1.InputConfig;
import dev.assay.datalabeling.v1beta1.Instruction;
import dev.assay.datalabeling.v1beta1.LabelTextRequest;
import dev.assay.datalabeling.v1beta1.PdfInstruction;
import dev.assay.datalabeling.v1beta1.TextClassificationConfig;
import dev.assay.server.store.PostgresForTests;
import dev.assay.server.whole.LabelingCrowd.Acknowledgement;
import dev.assay.server.whole.LabelingCrowd.What;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link LabelingCrowd} at servers in processes of their own that are killed, as {@code kill -9} does, while answers are
 * under way. In the end every item has the answers of different people that its vote took, no more than its replicas;
 * what a server took is there as it was sent, and nothing else.
 */
@Timeout(240)
class KillDuringLabelingTest {
    private static final int ITEMS = 300;
    private static final int REPLICAS = 3;
    private static final int KILLS = 3;
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final List<String> LABELS = List.of("good", "bad", "neither");
    private static final String PROJECT = "projects/crowd";

    private final long seed = Long.getLong("assay.simulation.seed", 1);

    @TempDir
    Path folder;

    private Path bucket;

    @BeforeEach
    void fillBucket() throws Exception {
        bucket = Files.createDirectories(folder.resolve("bucket"));
        Files.writeString(bucket.resolve("how.pdf"), "%PDF-1.7\nstartxref\n0\n%%EOF\n");
        Files.writeString(
                bucket.resolve("texts.csv"),
                IntStream.range(0, ITEMS).mapToObj(i -> "text " + i + "\n").collect(Collectors.joining()));
    }

    @Test
    void embeddedDatabase_serverKilledAndStartedAgain_everyItemHasItsAnswersOnce() throws Exception {
        Path data = folder.resolve("data");
        try (Replica server = new Replica(data, options())) {
            label(List.of(server), "jdbc:sqlite:" + data.resolve("assay.db"), "");
        }
    }

    @Test
    void postgresql_oneReplicaAfterTheOtherKilled_everyItemHasItsAnswersOnce() throws Exception {
        String url = PostgresForTests.emptyDatabase().url();
        try (Replica one = new Replica(folder.resolve("one"), options("--database-url", url));
                Replica other = new Replica(folder.resolve("other"), options("--database-url", url))) {
            label(List.of(one, other), url, "assay.");
        }
    }

    private String[] options(String... more) {
        List<String> options =
                new ArrayList<>(List.of("--bucket", "files=" + bucket, "--lease", "1s", "--poll", "200ms"));
        options.addAll(List.of(more));
        return options.toArray(String[]::new);
    }

    private void label(List<Replica> servers, String url, String schema) throws Exception {
        for (Replica server : servers) {
            server.start();
        }
        try (Api api = new Api(servers.get(0).port())) {
            Operation operation = begin(api);
            String task = operation.getName().replace("/operations/", "/tasks/");
            List<Integer> ports = servers.stream().map(Replica::port).toList();
            try (LabelingCrowd crowd = new LabelingCrowd(seed, task, LABELS, LEASE.toMillis(), ports)) {
                crowd.begin();
                killSome(servers, crowd);
                crowd.awaitEnd();
                System.out.println(crowd);

                assertThat(ended(api, operation)
                                .getResponse()
                                .unpack(AnnotatedDataset.class)
                                .getExampleCount())
                        .isEqualTo(ITEMS);
                assertThat(stored(url, schema)).as("seed " + seed).isEqualTo(crowd.acknowledged());
                requireReplicas(crowd.acknowledged());
                assertThat(crowd.count(What.CUT_OFF))
                        .as("calls that were cut off")
                        .isPositive();
                assertThat(crowd.count(What.SENT_AGAIN)).isPositive();
                assertThat(crowd.count(What.REFUSED_LATE)).isPositive();
            }
        }
        for (Replica server : servers) {
            assertThat(server.unforeseen()).isEmpty();
        }
    }

    /** Kills a server whenever so many answers are given, and starts it again. */
    private void killSome(List<Replica> servers, LabelingCrowd crowd) throws Exception {
        Random random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            int share = ITEMS * (REPLICAS - 1) / (KILLS + 1);
            int answers = share * kill + 1 + random.nextInt(share);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(100))
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> crowd.acknowledged().size() >= answers);
            Replica killed = servers.get(kill % servers.size());
            killed.kill();
            killed.start();
        }
    }

    /** Two people are asked at first, and a third one if they do not agree. */
    private static void requireReplicas(Map<String, Acknowledgement> acknowledged) {
        Map<String, List<Acknowledgement>> byItem =
                acknowledged.values().stream().collect(Collectors.groupingBy(Acknowledgement::item));
        assertThat(byItem).hasSize(ITEMS);
        assertThat(byItem.values()).allSatisfy(answers -> {
            assertThat(answers).extracting(Acknowledgement::worker).doesNotHaveDuplicates();
            long labels =
                    answers.stream().map(Acknowledgement::label).distinct().count();
            assertThat(answers).hasSize(labels == 1 ? REPLICAS - 1 : REPLICAS);
        });
    }

    /** What stands in the database, read past the servers. */
    private static Map<String, Acknowledgement> stored(String url, String schema) throws Exception {
        String sql = "SELECT t.id AS task, d.id AS dataset, q.id, q.person, q.answer, i.item FROM " + schema
                + "question q JOIN " + schema + "task_item i ON i.task = q.task AND i.number = q.item JOIN " + schema
                + "labeling_task t ON t.number = q.task CROSS JOIN " + schema + "dataset d WHERE q.state = 'ANSWERED'";
        Map<String, Acknowledgement> found = new HashMap<>();
        try (Connection connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                String answer = row.getString("answer");
                found.put(
                        PROJECT + "/tasks/" + row.getString("task") + "/questions/" + row.getString("id"),
                        new Acknowledgement(
                                row.getString("person"),
                                PROJECT + "/datasets/" + row.getString("dataset") + "/dataItems/"
                                        + row.getString("item"),
                                LABELS.stream()
                                        .filter(label -> answer.contains("\"" + label + "\""))
                                        .collect(Collectors.joining("+"))));
            }
        }
        return found;
    }

    // --- what comes before ----------------------------------------------------------------------------------------

    private static Operation begin(Api api) {
        String dataset = Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .until(
                        () -> api.labeling()
                                .createDataset(CreateDatasetRequest.newBuilder()
                                        .setParent(PROJECT)
                                        .setDataset(Dataset.newBuilder().setDisplayName("texts"))
                                        .build())
                                .getName(),
                        name -> !name.isEmpty());
        ended(
                api,
                api.labeling()
                        .importData(ImportDataRequest.newBuilder()
                                .setName(dataset)
                                .setInputConfig(InputConfig.newBuilder()
                                        .setDataType(DataType.TEXT)
                                        .setGcsSource(GcsSource.newBuilder()
                                                .setInputUri("gs://files/texts.csv")
                                                .setMimeType("text/csv")))
                                .build()));
        AnnotationSpecSet.Builder labels = AnnotationSpecSet.newBuilder().setDisplayName("tone");
        LABELS.forEach(
                label -> labels.addAnnotationSpecs(AnnotationSpec.newBuilder().setDisplayName(label)));
        String specSet = api.labeling()
                .createAnnotationSpecSet(CreateAnnotationSpecSetRequest.newBuilder()
                        .setParent(PROJECT)
                        .setAnnotationSpecSet(labels)
                        .build())
                .getName();
        return api.labeling()
                .labelText(LabelTextRequest.newBuilder()
                        .setParent(dataset)
                        .setFeature(LabelTextRequest.Feature.TEXT_CLASSIFICATION)
                        .setBasicConfig(HumanAnnotationConfig.newBuilder()
                                .setInstruction(instruction(api))
                                .setAnnotatedDatasetDisplayName("tones")
                                .setReplicaCount(REPLICAS)
                                .setQuestionDuration(Durations.fromMillis(LEASE.toMillis())))
                        .setTextClassificationConfig(
                                TextClassificationConfig.newBuilder().setAnnotationSpecSet(specSet))
                        .build());
    }

    private static String instruction(Api api) {
        Operation made = ended(
                api,
                api.labeling()
                        .createInstruction(CreateInstructionRequest.newBuilder()
                                .setParent(PROJECT)
                                .setInstruction(Instruction.newBuilder()
                                        .setDisplayName("how")
                                        .setDataType(DataType.TEXT)
                                        .setPdfInstruction(
                                                PdfInstruction.newBuilder().setGcsFileUri("gs://files/how.pdf")))
                                .build()));
        try {
            return made.getResponse().unpack(Instruction.class).getName();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Operation ended(Api api, Operation begun) {
        Operation ended = Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .until(
                        () -> api.operations()
                                .getOperation(GetOperationRequest.newBuilder()
                                        .setName(begun.getName())
                                        .build()),
                        Operation::getDone);
        assertThat(ended.hasResponse()).as(ended.toString()).isTrue();
        return ended;
    }
}
