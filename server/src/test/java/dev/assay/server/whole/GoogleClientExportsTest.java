package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.datalabeling.v1beta1.CreateInstructionMetadata;
import com.google.cloud.datalabeling.v1beta1.DataItem;
import com.google.cloud.datalabeling.v1beta1.DataLabelingServiceClient;
import com.google.cloud.datalabeling.v1beta1.DataLabelingServiceSettings;
import com.google.cloud.datalabeling.v1beta1.DataType;
import com.google.cloud.datalabeling.v1beta1.Dataset;
import com.google.cloud.datalabeling.v1beta1.ExportDataOperationResponse;
import com.google.cloud.datalabeling.v1beta1.GcsDestination;
import com.google.cloud.datalabeling.v1beta1.GcsSource;
import com.google.cloud.datalabeling.v1beta1.ImportDataOperationMetadata;
import com.google.cloud.datalabeling.v1beta1.ImportDataOperationResponse;
import com.google.cloud.datalabeling.v1beta1.InputConfig;
import com.google.cloud.datalabeling.v1beta1.Instruction;
import com.google.cloud.datalabeling.v1beta1.OutputConfig;
import com.google.cloud.datalabeling.v1beta1.PdfInstruction;
import com.google.common.collect.Lists;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsClient;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.dataset.transfer.AnnotatedSets;
import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.ResourceName;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Google's published client imports, exports and makes instructions, and waits for their operations in its own way. */
class GoogleClientExportsTest {
    @TempDir
    static Path folder;

    static Path bucket;
    static ResourceName annotated;
    static ServerProcess server;
    static ManagedChannel channel;
    static DataLabelingServiceClient google;

    @BeforeAll
    static void connect() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        bucket = Files.createDirectory(folder.resolve("bucket"));
        try (EmbeddedStores stores = EmbeddedStores.open(data)) {
            AnnotatedSets sets = AnnotatedSets.over(stores);
            annotated = sets.annotated(
                    sets.dataset(List.of(new Text("what a day"))),
                    AnnotationType.TEXT_CLASSIFICATION_ANNOTATION,
                    List.of(List.of(Annotation.of(new Classification("good")))));
        }
        server = ServerProcess.start(data, "--bucket", "files=" + bucket);
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.grpcPort())
                .usePlaintext()
                .build();
        google = DataLabelingServiceClient.create(DataLabelingServiceSettings.newBuilder()
                .setCredentialsProvider(NoCredentialsProvider.create())
                .setTransportChannelProvider(FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)))
                .build());
    }

    @AfterAll
    static void disconnect() {
        google.close();
        channel.shutdownNow();
        server.close();
    }

    @Test
    void import_isFollowedToItsEnd_listedAndForgotten() throws Exception {
        Files.writeString(bucket.resolve("texts.csv"), "plain\n\"with, comma\"\na,b\ngrüße 🙂\n");
        Dataset dataset = google.createDataset(
                "projects/java", Dataset.newBuilder().setDisplayName("texts").build());
        InputConfig config = InputConfig.newBuilder()
                .setDataType(DataType.TEXT)
                .setGcsSource(GcsSource.newBuilder()
                        .setInputUri("gs://files/texts.csv")
                        .setMimeType("text/csv"))
                .build();

        var importing = google.importDataAsync(dataset.getName(), config);
        ImportDataOperationResponse response = importing.get();

        assertThat(response.getTotalCount()).isEqualTo(4);
        assertThat(response.getImportCount()).isEqualTo(3);
        ImportDataOperationMetadata metadata = importing.getMetadata().get();
        assertThat(metadata.getDataset()).isEqualTo(dataset.getName());
        assertThat(metadata.getPartialFailuresList())
                .singleElement()
                .satisfies(failure -> assertThat(failure.getMessage()).startsWith("line 3"));
        assertThat(google.listDataItems(dataset.getName(), "").iterateAll())
                .extracting(item -> item.getTextPayload().getTextContent())
                .containsExactly("plain", "with, comma", "grüße 🙂");
        assertThat(Lists.newArrayList(google.listDatasets("projects/java", "").iterateAll()))
                .containsExactly(dataset.toBuilder()
                        .setDataItemCount(3)
                        .addInputConfigs(config)
                        .build());
        DataItem first = google.listDataItems(dataset.getName(), "")
                .iterateAll()
                .iterator()
                .next();
        assertThat(google.getDataItem(first.getName())).isEqualTo(first);

        OperationsClient operations = google.getOperationsClient();
        Operation ended = operations.getOperation(importing.getName());
        assertThat(ended.getDone()).isTrue();
        assertThat(operations.listOperations("projects/java", "done = true").iterateAll())
                .containsExactly(ended);
        operations.cancelOperation(ended.getName());
        assertThat(operations.getOperation(ended.getName())).isEqualTo(ended);
        operations.deleteOperation(ended.getName());
        assertThatThrownBy(() -> operations.getOperation(ended.getName())).isInstanceOf(NotFoundException.class);
        google.deleteDataset(dataset.getName());
        assertThatThrownBy(() -> google.getDataset(dataset.getName())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void annotatedDatasetsAndExamples_areListed() {
        String dataset = annotated.toString().replaceFirst("/annotatedDatasets/.*", "");

        assertThat(google.listAnnotatedDatasets(dataset, "").iterateAll())
                .singleElement()
                .satisfies(set -> {
                    assertThat(set.getName()).isEqualTo(annotated.toString());
                    assertThat(google.getAnnotatedDataset(set.getName())).isEqualTo(set);
                });
        assertThat(google.listExamples(annotated.toString(), "annotation_spec.display_name = good")
                        .iterateAll())
                .singleElement()
                .satisfies(example ->
                        assertThat(google.getExample(example.getName(), "")).isEqualTo(example));
        assertThat(google.listExamples(annotated.toString(), "annotation_spec.display_name = bad")
                        .iterateAll())
                .isEmpty();
    }

    @Test
    void instruction_isMadeListedAndDeleted() throws Exception {
        Files.writeString(bucket.resolve("how.pdf"), "%PDF-1.7\nstartxref\n0\n%%EOF\n");
        var making = google.createInstructionAsync("projects/shop", instruction("gs://files/how.pdf"));
        Instruction made = making.get();

        CreateInstructionMetadata metadata = making.getMetadata().get();
        assertThat(metadata.getInstruction()).isEqualTo(made.getName());
        assertThat(google.getInstruction(made.getName())).isEqualTo(made);
        assertThat(Lists.newArrayList(
                        google.listInstructions("projects/shop", "").iterateAll()))
                .containsExactly(made);
        google.deleteInstruction(made.getName());
        assertThat(google.listInstructions("projects/shop", "").iterateAll()).isEmpty();
    }

    @Test
    void instructionThatIsNoPdf_failsAsTheClientsException() throws Exception {
        Files.writeString(bucket.resolve("how.txt"), "no pdf");

        assertThatThrownBy(() -> google.createInstructionAsync("projects/shop", instruction("gs://files/how.txt"))
                        .get())
                .hasCauseInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("not a PDF");
    }

    @Test
    void export_isWrittenWhereItWasAskedFor() throws Exception {
        OutputConfig config = OutputConfig.newBuilder()
                .setGcsDestination(GcsDestination.newBuilder()
                        .setOutputUri("gs://files/out/day.csv")
                        .setMimeType("text/csv"))
                .build();
        String dataset = annotated.toString().replaceFirst("/annotatedDatasets/.*", "");

        ExportDataOperationResponse response = google.exportDataAsync(dataset, annotated.toString(), "", config)
                .get();

        assertThat(response.getExportCount()).isEqualTo(1);
        assertThat(response.getOutputConfig()).isEqualTo(config);
        assertThat(bucket.resolve("out/day.csv")).hasContent("UNASSIGNED,what a day,good\n");
    }

    private static Instruction instruction(String uri) {
        return Instruction.newBuilder()
                .setDisplayName("how")
                .setDataType(DataType.TEXT)
                .setPdfInstruction(PdfInstruction.newBuilder().setGcsFileUri(uri))
                .build();
    }
}
