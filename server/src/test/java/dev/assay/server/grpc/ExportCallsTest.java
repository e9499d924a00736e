package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.assay.datalabeling.v1beta1.ExportDataOperationMetadata;
import dev.assay.datalabeling.v1beta1.ExportDataOperationResponse;
import dev.assay.datalabeling.v1beta1.ExportDataRequest;
import dev.assay.datalabeling.v1beta1.GcsDestination;
import dev.assay.datalabeling.v1beta1.OutputConfig;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.DataItem.Video;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.Holds;
import dev.assay.server.dataset.annotated.AnnotatedDatasets;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.Annotation.Entity;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.dataset.transfer.AnnotatedSets;
import dev.assay.server.dataset.transfer.CsvReading;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.WrongState;
import dev.assay.server.work.QuietWork;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(QuietWork.class)
class ExportCallsTest {
    private static final AnnotationType TEXTS = AnnotationType.TEXT_CLASSIFICATION_ANNOTATION;
    private static final String CSV = "text/csv";
    private static final String JSON = "application/json";
    private static final String CONFIG = "output_config";
    private static final String FILE = CONFIG + ".gcs_destination.output_uri";
    private static final String MIME_TYPE = CONFIG + ".gcs_destination.mime_type";

    @TempDir
    Path directory;

    private RunDoor door;
    private AnnotatedSets sets;
    private ResourceName dataset;
    private ResourceName annotated;

    @BeforeEach
    void open() throws IOException {
        door = new RunDoor(directory, Duration.ZERO);
        sets = door.annotatedSets();
        dataset = sets.dataset(List.of(new Text("a day,\n\"fine\""), new Text(""), new Text("ü")));
        annotated =
                sets.annotated(dataset, TEXTS, List.of(labels("good", "day"), labels("bad"), labels("good", "good")));
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void export_writesOneFile_andSaysWhat() throws Exception {
        Operation begun = export(request(CSV));

        assertThat(begun.getDone()).isFalse();
        assertThat(begun.getMetadata().unpack(ExportDataOperationMetadata.class))
                .isEqualTo(ExportDataOperationMetadata.newBuilder()
                        .setDataset(dataset.toString())
                        .setCreateTime(Times.timestamp(door.now()))
                        .build());
        assertThat(files()).isEmpty();
        door.drive();

        ExportDataOperationResponse response = response(begun);
        assertThat(response)
                .isEqualTo(ExportDataOperationResponse.newBuilder()
                        .setDataset(dataset.toString())
                        .setTotalCount(3)
                        .setExportCount(3)
                        .setLabelStats(response.getLabelStats())
                        .setOutputConfig(request(CSV).getOutputConfig())
                        .build());
        assertThat(response.getLabelStats().getExampleCountMap())
                .containsExactlyInAnyOrderEntriesOf(Map.of("good", 2L, "day", 1L, "bad", 1L));
        assertThat(files()).containsExactly("out/file");
        assertThat(CsvReading.records(written()))
                .containsExactly(
                        List.of("UNASSIGNED", "a day,\n\"fine\"", "good", "day"),
                        List.of("UNASSIGNED", "", "bad"),
                        List.of("UNASSIGNED", "ü", "good", "good"));
    }

    @Test
    void folder_getsAFileNamedAfterTheAnnotatedDataset() throws Exception {
        ExportDataRequest.Builder request = request(JSON);
        request.getOutputConfigBuilder().getGcsFolderDestinationBuilder().setOutputFolderUri("gs://bucket/a/b/");

        Operation ended = exported(request);

        assertThat(files()).containsExactly("a/b/" + annotated.id() + ".jsonl");
        assertThat(response(ended).getOutputConfig()).isEqualTo(request.getOutputConfig());
        request.getOutputConfigBuilder().getGcsFolderDestinationBuilder().setOutputFolderUri("gs://bucket");
        assertThat(exported(request).getDone()).isTrue();
        assertThat(files()).contains(annotated.id() + ".jsonl");
    }

    @Test
    void nothingAnnotated_isAnEmptyFile() throws Exception {
        annotated = sets.annotated(dataset, TEXTS, List.of());

        assertThat(response(exported(request(JSON))).getTotalCount()).isZero();
        assertThat(written()).isEmpty();
    }

    @Test
    void manyChunks_areWrittenInOrder() throws Exception {
        int count = 2_345;
        dataset = sets.dataset(IntStream.range(0, count)
                .mapToObj(number -> new Text("text " + number))
                .toList());
        annotated = sets.annotated(
                dataset,
                TEXTS,
                IntStream.range(0, count)
                        .mapToObj(number -> labels("l" + number % 7))
                        .toList());

        assertThat(response(exported(request(CSV))).getExportCount()).isEqualTo(count);

        List<List<String>> records = CsvReading.records(written());
        assertThat(records).hasSize(count);
        assertThat(records.get(2_000)).containsExactly("UNASSIGNED", "text 2000", "l5");
        assertThat(records.get(count - 1)).containsExactly("UNASSIGNED", "text 2344", "l6");
    }

    @Test
    void largeTexts_areWrittenInChunksOfFew() throws Exception {
        dataset = sets.dataset(
                Stream.generate(() -> new Text("x".repeat(100_000))).limit(100).toList());
        annotated = sets.annotated(
                dataset, TEXTS, Stream.generate(() -> labels("a")).limit(100).toList());

        assertThat(response(exported(request(CSV))).getExportCount()).isEqualTo(100);
        assertThat(written()).hasSize(100 * (100_000 + "UNASSIGNED,,a\n".length()));
    }

    @Test
    void itemsWithoutContent_areLeftOutOfCsv_andToldOf() throws Exception {
        annotated = sets.annotated(
                dataset,
                TEXTS,
                Stream.generate(() -> labels("good")).limit(1_005).toList());

        Operation ended = exported(request(CSV));

        assertThat(response(ended).getTotalCount()).isEqualTo(1_005);
        assertThat(response(ended).getExportCount()).isEqualTo(3);
        List<Status> failures =
                ended.getMetadata().unpack(ExportDataOperationMetadata.class).getPartialFailuresList();
        assertThat(failures).hasSize(1_000);
        assertThat(failures.get(0).getCode()).isEqualTo(Code.NOT_FOUND.value());
        assertThat(failures.get(0).getMessage()).contains(annotated + "/examples/");
        assertThat(failures.get(0).getDetails(0).unpack(ErrorInfo.class).getReason())
                .isEqualTo("ITEM_WITHOUT_CONTENT");

        assertThat(response(exported(request(JSON))).getExportCount()).isEqualTo(1_005);
    }

    @Test
    void export_blamesWhatIsWrong() {
        assertThat(blamed(request -> request.setName("x"))).containsExactly("name");
        assertThat(blamed(request -> request.setAnnotatedDataset("x"))).containsExactly("annotated_dataset");
        assertThat(blamed(request -> request.setName("projects/shop/datasets/other")))
                .containsExactly("annotated_dataset");
        assertThat(blamed(request -> request.setFilter("annotation_spec.display_name = bad")))
                .containsExactly("filter");
        assertThat(blamed(request -> request.clearOutputConfig())).containsExactly(CONFIG);
        for (String uri : List.of("", "/etc/passwd", "gs://bucket/", "gs://bucket/../x", "gs://other/x")) {
            assertThat(blamed(request -> request.getOutputConfigBuilder()
                            .getGcsDestinationBuilder()
                            .setOutputUri(uri)))
                    .as(uri)
                    .containsExactly(FILE);
        }
        for (String type : List.of("", "text/plain", "TEXT/CSV")) {
            assertThat(blamed(request -> request.getOutputConfigBuilder()
                            .getGcsDestinationBuilder()
                            .setMimeType(type)))
                    .as(type)
                    .containsExactly(MIME_TYPE);
        }
        assertThat(blamed(request -> request.getOutputConfigBuilder()
                        .getGcsFolderDestinationBuilder()
                        .setOutputFolderUri("gs://other/x")))
                .containsExactly(CONFIG + ".gcs_folder_destination.output_folder_uri");
        assertThat(blamed(request -> request.clearName()
                        .clearAnnotatedDataset()
                        .setFilter("x")
                        .setOutputConfig(
                                OutputConfig.newBuilder().setGcsDestination(GcsDestination.getDefaultInstance()))))
                .containsExactly("name", "annotated_dataset", "filter", FILE, MIME_TYPE);
    }

    @Test
    void whatDoesNotStand_isNotFound() {
        ExportDataRequest.Builder other = request(CSV).setAnnotatedDataset(dataset + "/annotatedDatasets/none");
        JobDoor.failure(Code.NOT_FOUND, () -> export(other));

        ResourceName gone = ResourceName.read("projects/shop/datasets/none");
        JobDoor.failure(
                Code.NOT_FOUND,
                () -> export(request(CSV).setName(gone.toString()).setAnnotatedDataset(gone + "/annotatedDatasets/a")));

        door.get(AnnotatedDatasets.class).delete(annotated, door.now());
        JobDoor.failure(Code.NOT_FOUND, () -> export(request(CSV)));
        assertThat(door.get(Holds.class).holders(dataset)).isEmpty();
    }

    @Test
    void csv_isRefused_whereRowsCannotTell() throws Exception {
        dataset = sets.dataset(List.of(new Text("a b")));
        annotated = sets.annotated(
                dataset,
                AnnotationType.TEXT_ENTITY_EXTRACTION_ANNOTATION,
                List.of(List.of(Annotation.of(new Entity("a", 0, 1)))));

        assertThat(JobDoor.blamed(() -> export(request(CSV)))).containsExactly(MIME_TYPE);
        assertThat(response(exported(request(JSON))).getExportCount()).isEqualTo(1);
    }

    @Test
    void sameExportUnderWay_isJoined_andAnotherRefused() throws Exception {
        Operation begun = export(request(CSV));
        door.pass(Duration.ofSeconds(1));

        assertThat(export(request(CSV).setUserEmailAddress("me@example.org"))).isEqualTo(begun);
        StatusRuntimeException refused = JobDoor.failure(Code.FAILED_PRECONDITION, () -> export(request(JSON)));
        assertThat(refused).hasMessageContaining(begun.getName());
        assertThat(JobDoor.info(refused).getReason()).isEqualTo("OPERATION_UNDER_WAY");

        door.drive();
        assertThat(operation(begun).getDone()).isTrue();
        assertThat(export(request(CSV)).getName()).isNotEqualTo(begun.getName());
    }

    @Test
    void export_holdsWhatItReads() {
        Operation begun = export(request(CSV));
        ResourceName name = ResourceName.read(begun.getName());

        assertThat(door.get(Holds.class).holders(List.of(dataset, annotated)).values())
                .containsExactly(List.of(name), List.of(name));
        Assertions.assertThatThrownBy(() -> door.get(Datasets.class).delete(dataset, door.now()))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining(begun.getName());
        Assertions.assertThatThrownBy(() -> door.get(AnnotatedDatasets.class).delete(annotated, door.now()))
                .isInstanceOf(WrongState.class);

        door.drive();
        assertThat(door.get(Holds.class).holders(List.of(dataset, annotated))).isEmpty();
    }

    @Test
    void cancelled_leavesNoFile_andHoldsNothing() throws Exception {
        Operation before = export(request(CSV));
        cancel(before);
        Operation during = export(request(CSV));
        door.files().meanwhile(() -> cancel(during));
        door.drive();

        for (Operation cancelled : List.of(before, during)) {
            assertThat(operation(cancelled).getError().getCode()).isEqualTo(Code.CANCELLED.value());
        }
        assertThat(door.failures()).isZero();
        assertThat(files()).isEmpty();
        assertThat(door.get(Holds.class).holders(List.of(dataset, annotated))).isEmpty();
    }

    @Test
    void supersededWorker_givesItsFileUp() throws Exception {
        Operation begun = export(request(CSV));
        List<String> seen = new ArrayList<>();
        door.files().meanwhile(() -> {
            door.pass(Duration.ofMinutes(1));
            door.drive();
            seen.add(written());
            put("changed since");
        });

        door.step();

        assertThat(operation(begun).getDone()).isTrue();
        assertThat(CsvReading.records(seen.get(0))).hasSize(3);
        assertThat(written()).isEqualTo("changed since");
        assertThat(files()).containsExactly("out/file");
    }

    @Test
    void brokenOff_isWrittenAnew() throws Exception {
        put("old");
        Operation begun = export(request(CSV));
        door.files().meanwhile(() -> {
            throw new IllegalStateException("broken off");
        });
        door.step();
        assertThat(door.failures()).isEqualTo(1);
        assertThat(written()).isEqualTo("old");
        door.pass(Duration.ofMinutes(1));

        door.drive();

        assertThat(response(begun).getExportCount()).isEqualTo(3);
        assertThat(CsvReading.records(written())).hasSize(3);
    }

    @Test
    void videos_areToldByTheirUri_inJson() throws Exception {
        dataset = sets.dataset(List.<Payload>of(new Video("video/mp4", "gs://b/a.mp4")));
        annotated = sets.annotated(dataset, AnnotationType.VIDEO_SHOTS_CLASSIFICATION_ANNOTATION, List.of(List.of()));

        assertThat(response(exported(request(JSON))).getExportCount()).isEqualTo(1);
        assertThat(written()).contains("\"videoUri\":\"gs://b/a.mp4\"").endsWith("}\n");
    }

    private static List<Annotation> labels(String... labels) {
        return Stream.of(labels)
                .map(label -> Annotation.of(new Classification(label)))
                .toList();
    }

    private ExportDataRequest.Builder request(String mimeType) {
        ExportDataRequest.Builder request =
                ExportDataRequest.newBuilder().setName(dataset.toString()).setAnnotatedDataset(annotated.toString());
        request.getOutputConfigBuilder()
                .getGcsDestinationBuilder()
                .setOutputUri("gs://bucket/out/file")
                .setMimeType(mimeType);
        return request;
    }

    private Operation export(ExportDataRequest.Builder request) {
        return door.labeling().exportData(request.build());
    }

    private Operation exported(ExportDataRequest.Builder request) {
        Operation begun = export(request);
        door.drive();
        return operation(begun);
    }

    private List<String> blamed(Consumer<ExportDataRequest.Builder> mistake) {
        ExportDataRequest.Builder request = request(CSV);
        mistake.accept(request);
        return JobDoor.blamed(() -> export(request));
    }

    private Operation operation(Operation begun) {
        return door.operations()
                .getOperation(GetOperationRequest.newBuilder()
                        .setName(begun.getName())
                        .build());
    }

    private void cancel(Operation begun) {
        var unused = door.operations()
                .cancelOperation(CancelOperationRequest.newBuilder()
                        .setName(begun.getName())
                        .build());
    }

    private ExportDataOperationResponse response(Operation operation) throws IOException {
        Operation ended = operation(operation);
        assertThat(ended.hasResponse()).as("%s", ended).isTrue();
        return ended.getResponse().unpack(ExportDataOperationResponse.class);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(door.bucket())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> door.bucket().relativize(file).toString())
                    .toList();
        }
    }

    private String written() {
        try {
            return Files.readString(door.bucket().resolve("out/file"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(String content) {
        try {
            Files.createDirectories(door.bucket().resolve("out"));
            Files.writeString(door.bucket().resolve("out/file"), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
