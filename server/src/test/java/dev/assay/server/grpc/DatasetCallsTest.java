package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.datalabeling.v1beta1.AnnotationType;
import dev.assay.datalabeling.v1beta1.BigQuerySource;
import dev.assay.datalabeling.v1beta1.ClassificationMetadata;
import dev.assay.datalabeling.v1beta1.CreateDatasetRequest;
import dev.assay.datalabeling.v1beta1.DataItem;
import dev.assay.datalabeling.v1beta1.DataType;
import dev.assay.datalabeling.v1beta1.Dataset;
import dev.assay.datalabeling.v1beta1.DeleteDatasetRequest;
import dev.assay.datalabeling.v1beta1.GcsSource;
import dev.assay.datalabeling.v1beta1.GetDataItemRequest;
import dev.assay.datalabeling.v1beta1.GetDatasetRequest;
import dev.assay.datalabeling.v1beta1.ImportDataOperationMetadata;
import dev.assay.datalabeling.v1beta1.ImportDataOperationResponse;
import dev.assay.datalabeling.v1beta1.ImportDataRequest;
import dev.assay.datalabeling.v1beta1.InputConfig;
import dev.assay.datalabeling.v1beta1.ListDataItemsRequest;
import dev.assay.datalabeling.v1beta1.ListDatasetsRequest;
import dev.assay.datalabeling.v1beta1.ListDatasetsResponse;
import dev.assay.datalabeling.v1beta1.TextMetadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCallsTest {
    @TempDir
    Path directory;

    private DatasetDoor door;

    @BeforeEach
    void begin() throws IOException {
        door = new DatasetDoor(directory);
    }

    @AfterEach
    void end() {
        door.close();
    }

    // --- datasets -------------------------------------------------------------------------------------------------

    @Test
    void createDataset_keepsWhatIsAsked_andMakesTheRest() {
        Dataset asked = Dataset.newBuilder()
                .setName("projects/other/datasets/mine")
                .setDisplayName("𝄞".repeat(64))
                .setDescription("of all kinds")
                .setDataItemCount(99)
                .addBlockingResources("projects/other")
                .build();
        Dataset created = door.labeling()
                .createDataset(CreateDatasetRequest.newBuilder()
                        .setParent(DatasetDoor.PROJECT)
                        .setDataset(asked)
                        .build());

        assertThat(created.getName()).matches("projects/pets/datasets/[0-9a-z]{26}");
        assertThat(created)
                .isEqualTo(Dataset.newBuilder()
                        .setName(created.getName())
                        .setDisplayName(asked.getDisplayName())
                        .setDescription("of all kinds")
                        .setCreateTime(Times.timestamp(DatasetDoor.NOW))
                        .build());
        assertThat(get(created)).isEqualTo(created);
        assertThat(door.labeling()
                        .listDatasets(ListDatasetsRequest.newBuilder()
                                .setParent(DatasetDoor.PROJECT)
                                .build())
                        .getDatasetsList())
                .containsExactly(created);
    }

    @Test
    void list_endsAPage_beforeItIsTooLargeForClients() {
        List<String> made = IntStream.range(0, 200)
                .mapToObj(i -> door.labeling()
                        .createDataset(CreateDatasetRequest.newBuilder()
                                .setParent("projects/large")
                                .setDataset(Dataset.newBuilder()
                                        .setDisplayName("d" + i)
                                        .setDescription("€".repeat(10_000)))
                                .build())
                        .getName())
                .toList();

        List<String> walked = new ArrayList<>();
        String token = "";
        do {
            ListDatasetsResponse page = door.labeling()
                    .listDatasets(ListDatasetsRequest.newBuilder()
                            .setParent("projects/large")
                            .setPageSize(1_000)
                            .setPageToken(token)
                            .build());
            assertThat(page.getSerializedSize()).isLessThan(4 << 20);
            page.getDatasetsList().forEach(each -> walked.add(each.getName()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(walked).containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    void lists_tellAllThatIsWrong() {
        assertThat(JobDoor.blamed(() -> door.labeling()
                        .listDatasets(ListDatasetsRequest.newBuilder()
                                .setParent("x")
                                .setFilter("display_name = x")
                                .setPageSize(-1)
                                .setPageToken("x")
                                .build())))
                .containsExactly("parent", "filter", "page_size", "page_token");
        assertThat(JobDoor.blamed(() -> door.labeling()
                        .listDataItems(ListDataItemsRequest.newBuilder()
                                .setParent("x")
                                .setFilter("name = x")
                                .setPageSize(-1)
                                .setPageToken("x")
                                .build())))
                .containsExactly("parent", "filter", "page_size", "page_token");
    }

    @Test
    void createDataset_tellsAllThatIsWrong() {
        refuse(
                Code.INVALID_ARGUMENT,
                () -> door.labeling()
                        .createDataset(CreateDatasetRequest.newBuilder()
                                .setParent("pets")
                                .setDataset(Dataset.newBuilder().setDescription("x".repeat(10_001)))
                                .build()),
                "parent: must have the form projects/{project}",
                "dataset.display_name: must have 1 to 64 characters, got 0",
                "dataset.description: must have 0 to 10000 characters, got 10001");
    }

    @Test
    void deleteDataset_hidesItAtOnce_andMayBeRepeated() {
        Dataset dataset = door.create("moods");
        DeleteDatasetRequest request =
                DeleteDatasetRequest.newBuilder().setName(dataset.getName()).build();

        assertThat(door.labeling().deleteDataset(request)).isNotNull();
        assertThat(door.labeling().deleteDataset(request)).isNotNull();

        refuse(Code.NOT_FOUND, () -> get(dataset), dataset.getName());
        refuse(Code.NOT_FOUND, () -> door.startImport(dataset, texts("x.csv")), dataset.getName());
    }

    // --- imports --------------------------------------------------------------------------------------------------

    @Test
    void importData_isAnOperation_thatFillsTheDataset() throws IOException {
        door.put("in.csv", "good\n\"bad, \"\"very\"\" bad\"\na,b\n");
        Dataset dataset = door.create("moods");
        InputConfig config = texts("in.csv").toBuilder()
                .setTextMetadata(TextMetadata.newBuilder().setLanguageCode("de-AT"))
                .setAnnotationType(AnnotationType.TEXT_CLASSIFICATION_ANNOTATION)
                .setClassificationMetadata(ClassificationMetadata.newBuilder().setIsMultiLabel(true))
                .build();

        Operation begun = door.startImport(dataset, config);

        assertThat(begun.getDone()).isFalse();
        assertThat(begun.getName()).startsWith("projects/pets/operations/");
        assertThat(metadata(begun))
                .isEqualTo(ImportDataOperationMetadata.newBuilder()
                        .setDataset(dataset.getName())
                        .setCreateTime(Times.timestamp(DatasetDoor.NOW))
                        .build());
        assertThat(get(dataset).getBlockingResourcesList()).containsExactly(begun.getName());
        door.drive();

        Operation ended = operation(begun);
        assertThat(ended.getResponse().unpack(ImportDataOperationResponse.class))
                .isEqualTo(ImportDataOperationResponse.newBuilder()
                        .setDataset(dataset.getName())
                        .setTotalCount(3)
                        .setImportCount(2)
                        .build());
        assertThat(metadata(ended).getPartialFailuresList()).singleElement().satisfies(failure -> {
            assertThat(failure.getCode()).isEqualTo(Code.INVALID_ARGUMENT.value());
            assertThat(failure.getMessage()).startsWith("line 3: has more than one column");
        });
        assertThat(get(dataset))
                .isEqualTo(dataset.toBuilder()
                        .setDataItemCount(2)
                        .addInputConfigs(config)
                        .build());
        assertThat(door.items(dataset, 0))
                .extracting(item -> item.getTextPayload().getTextContent())
                .containsExactly("good", "bad, \"very\" bad");
    }

    @Test
    void items_areShown_oneByOneAndPageByPage() throws IOException {
        byte[] png = png();
        door.put("x.png", png);
        door.put("v.mp4", "\0\0\0\0ftypmp42".getBytes(StandardCharsets.ISO_8859_1));
        door.put("images.csv", "gs://bucket/x.png\n".repeat(7));
        door.put("videos.csv", "gs://bucket/v.mp4");
        Dataset images = imported("IMAGE", "images.csv");
        Dataset videos = imported("VIDEO", "videos.csv");

        List<DataItem> items = door.items(images, 3);
        assertThat(items).hasSize(7).isEqualTo(door.items(images, 0));
        assertThat(items.get(0).getName()).isEqualTo(images.getName() + "/dataItems/0000000000000");
        assertThat(items).allSatisfy(item -> {
            assertThat(item.getImagePayload().getImageUri()).isEqualTo("gs://bucket/x.png");
            assertThat(item.getImagePayload().getMimeType()).isEqualTo("image/png");
            assertThat(item.getImagePayload().getImageThumbnail().toByteArray()).isEqualTo(png);
            assertThat(item(item.getName())).isEqualTo(item);
        });
        assertThat(door.items(videos, 0)).singleElement().satisfies(item -> {
            assertThat(item.getVideoPayload().getVideoUri()).isEqualTo("gs://bucket/v.mp4");
            assertThat(item.getVideoPayload().getMimeType()).isEqualTo("video/mp4");
        });
        for (String absent : List.of("0000000000007", "0000000000000-0", "x")) {
            refuse(Code.NOT_FOUND, () -> item(images.getName() + "/dataItems/" + absent), absent);
        }
    }

    @Test
    void pagesOfLargeTexts_fitIntoAMessage() throws IOException {
        String wide = "文".repeat(34_000);
        door.put("in.csv", (wide + "\n").repeat(100));
        Dataset dataset = imported("TEXT", "in.csv");

        assertThat(door.items(dataset, 1_000))
                .hasSize(100)
                .allSatisfy(item ->
                        assertThat(item.getTextPayload().getTextContent()).isEqualTo(wide));
    }

    @Test
    void importData_tellsAllThatIsWrong() {
        refuse(
                Code.INVALID_ARGUMENT,
                () -> door.labeling()
                        .importData(ImportDataRequest.newBuilder()
                                .setName("datasets/x")
                                .setInputConfig(InputConfig.newBuilder()
                                        .setGcsSource(GcsSource.newBuilder()
                                                .setInputUri("gs://elsewhere/x.csv")
                                                .setMimeType("application/json")))
                                .build()),
                "name: must have the form projects/{project}/datasets/{dataset}",
                "input_config.data_type: must be one of IMAGE, TEXT, VIDEO, got DATA_TYPE_UNSPECIFIED",
                "input_config.gcs_source.input_uri: must name a bucket",
                "\"elsewhere\"",
                "input_config.gcs_source.mime_type: must be text/csv, got \"application/json\"");
        Dataset dataset = door.create("moods");
        refuse(
                Code.INVALID_ARGUMENT,
                () -> door.startImport(
                        dataset,
                        InputConfig.newBuilder()
                                .setDataType(DataType.GENERAL_DATA)
                                .build()),
                "input_config.data_type: must be one of IMAGE, TEXT, VIDEO, got GENERAL_DATA",
                "input_config.gcs_source: required");
        refuse(
                Code.NOT_FOUND,
                () -> door.startImport(
                        dataset,
                        InputConfig.newBuilder()
                                .setDataType(DataType.TEXT)
                                .setBigquerySource(BigQuerySource.newBuilder().setInputUri("bq://pets/d/t"))
                                .build()),
                "sample table bq://pets/d/t does not exist");
    }

    @Test
    void absentFile_endsTheOperation_withNotFound() {
        Dataset dataset = door.create("moods");
        Operation begun = door.startImport(dataset, texts("absent.csv"));
        door.drive();

        Operation ended = operation(begun);
        assertThat(ended.getDone()).isTrue();
        assertThat(ended.getError().getCode()).isEqualTo(Code.NOT_FOUND.value());
        assertThat(ended.getError().getMessage()).contains("gs://bucket/absent.csv");
        assertThat(get(dataset)).isEqualTo(dataset);
    }

    @Test
    void filesBeyondTheBucket_areReadByNobody() throws IOException {
        Files.writeString(directory.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(door.bucket().resolve("link.txt"), directory.resolve("secret.txt"));
        door.put("in.csv", "gs://bucket/link.txt\ngs://bucket/../secret.txt\nfine");
        Dataset dataset = door.create("moods");
        Operation begun = door.startImport(dataset, texts("in.csv"));
        door.drive();

        assertThat(metadata(operation(begun)).getPartialFailuresList()).hasSize(2);
        assertThat(door.items(dataset, 0))
                .extracting(item -> item.getTextPayload().getTextContent())
                .containsExactly("fine");
    }

    @Test
    void oneOperationAtATime_andACancelledOneLetsGo() throws IOException {
        door.put("in.csv", "x");
        Dataset dataset = door.create("moods");
        Operation first = door.startImport(dataset, texts("in.csv"));

        refuse(Code.FAILED_PRECONDITION, () -> door.startImport(dataset, texts("in.csv")), first.getName());
        refuse(
                Code.FAILED_PRECONDITION,
                () -> door.labeling()
                        .deleteDataset(DeleteDatasetRequest.newBuilder()
                                .setName(dataset.getName())
                                .build()),
                first.getName());
        var unused = door.operations()
                .cancelOperation(CancelOperationRequest.newBuilder()
                        .setName(first.getName())
                        .build());
        assertThat(get(dataset).getBlockingResourcesList()).isEmpty();
        Operation second = door.startImport(dataset, texts("in.csv"));
        door.drive();

        assertThat(operation(first).getError().getCode()).isEqualTo(Code.CANCELLED.value());
        assertThat(operation(second).hasResponse()).isTrue();
        assertThat(get(dataset).getDataItemCount()).isEqualTo(1);
    }

    @Test
    void secondImport_mustBeOfTheSameType() throws IOException {
        door.put("in.csv", IntStream.range(0, 3).mapToObj(i -> "x" + i).reduce("", (a, b) -> a + b + "\n"));
        Dataset dataset = imported("TEXT", "in.csv");

        refuse(
                Code.FAILED_PRECONDITION,
                () -> door.startImport(dataset, config("VIDEO", "in.csv")),
                "holds items of type TEXT");
    }

    private Dataset imported(String type, String path) {
        Dataset dataset = door.create(path);
        Operation begun = door.startImport(dataset, config(type, path));
        door.drive();
        assertThat(operation(begun).hasResponse()).isTrue();
        return dataset;
    }

    private static InputConfig texts(String path) {
        return config("TEXT", path);
    }

    private static InputConfig config(String type, String path) {
        return InputConfig.newBuilder()
                .setDataType(DataType.valueOf(type))
                .setGcsSource(GcsSource.newBuilder()
                        .setInputUri("gs://bucket/" + path)
                        .setMimeType("text/csv"))
                .build();
    }

    private Dataset get(Dataset dataset) {
        return door.labeling()
                .getDataset(GetDatasetRequest.newBuilder()
                        .setName(dataset.getName())
                        .build());
    }

    private DataItem item(String name) {
        return door.labeling()
                .getDataItem(GetDataItemRequest.newBuilder().setName(name).build());
    }

    private Operation operation(Operation begun) {
        return door.operations()
                .getOperation(GetOperationRequest.newBuilder()
                        .setName(begun.getName())
                        .build());
    }

    private static ImportDataOperationMetadata metadata(Operation operation) throws InvalidProtocolBufferException {
        return operation.getMetadata().unpack(ImportDataOperationMetadata.class);
    }

    private static void refuse(Code code, ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, refused -> {
            assertThat(refused.getStatus().getCode()).isEqualTo(code);
            assertThat(refused.getStatus().getDescription()).contains(parts);
        });
    }

    private static byte[] png() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png", bytes);
        return bytes.toByteArray();
    }
}
