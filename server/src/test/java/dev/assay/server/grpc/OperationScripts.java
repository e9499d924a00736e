package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.datalabeling.v1beta1.CreateInstructionRequest;
import dev.assay.datalabeling.v1beta1.DataType;
import dev.assay.datalabeling.v1beta1.DeleteInstructionRequest;
import dev.assay.datalabeling.v1beta1.ExportDataOperationResponse;
import dev.assay.datalabeling.v1beta1.ExportDataRequest;
import dev.assay.datalabeling.v1beta1.Instruction;
import dev.assay.datalabeling.v1beta1.ListInstructionsRequest;
import dev.assay.server.JobRequests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Scripts of {@link FaultScripts} about what operations do. */
final class OperationScripts {
    private static final int EXAMPLES = 3;

    private OperationScripts() {}

    /** A document of two pages. */
    static String withDocument(FaultClient client) {
        client.createJob();
        put(client.door().bucket().resolve("how.pdf"), "%PDF-1.7" + "x".repeat(1_200_000) + "startxref\n9\n%%EOF");
        return "gs://bucket/how.pdf";
    }

    static String withInstruction(FaultClient client) {
        createInstruction(client, withDocument(client));
        return list(client).get(0).getName();
    }

    /** Makes an instruction; answers its name. */
    static String instruction(FaultClient client) {
        put(client.door().bucket().resolve("how.pdf"), "%PDF-1.7\nstartxref\n9\n%%EOF");
        createInstruction(client, "gs://bucket/how.pdf");
        return list(client).get(0).getName();
    }

    /** The truth of a run. */
    static String withExamples(FaultClient client) {
        String run = FaultScripts.withSucceededRun(client);
        return client.door().truth(client.run(run).getDataset());
    }

    /** A lost answer leaves an operation that nobody asks about: then there are two instructions, each whole. */
    static Runnable createInstruction(FaultClient client, String uri) {
        CreateInstructionRequest.Builder request =
                CreateInstructionRequest.newBuilder().setParent(JobRequests.PROJECT);
        request.getInstructionBuilder()
                .setDisplayName("how")
                .setDataType(DataType.TEXT)
                .getPdfInstructionBuilder()
                .setGcsFileUri(uri);
        Operation begun = FaultClient.call(() -> client.door().labeling().createInstruction(request.build()));
        endAll(client);
        return () -> {
            Instruction made = response(client, begun, Instruction.class);
            List<Instruction> standing = list(client);
            assertThat(standing)
                    .hasSize(client.door()
                            .operations()
                            .listOperations(operations())
                            .getOperationsCount())
                    .hasSizeBetween(1, 2)
                    .contains(made);
        };
    }

    static Runnable deleteInstruction(FaultClient client, String name) {
        var unused = FaultClient.call(() -> client.door()
                .labeling()
                .deleteInstruction(
                        DeleteInstructionRequest.newBuilder().setName(name).build()));
        client.door().purge();
        client.door().pass(Duration.ofSeconds(61));
        client.door().purge();
        return () -> {
            assertThat(list(client)).isEmpty();
            assertThat(client.door()
                            .stores()
                            .count(
                                    "SELECT count(*) + (SELECT count(*) FROM instruction_document) FROM instruction"
                                            + " WHERE project <> ?",
                                    "x"))
                    .isZero();
        };
    }

    /** Whoever repeats the call because no answer came is answered with the operation that is under way. */
    static Runnable export(FaultClient client, String annotated) {
        Path file = client.door().bucket().resolve("out.jsonl");
        ExportDataRequest.Builder request = ExportDataRequest.newBuilder()
                .setName(annotated.replaceFirst("/annotatedDatasets/.*", ""))
                .setAnnotatedDataset(annotated);
        request.getOutputConfigBuilder()
                .getGcsDestinationBuilder()
                .setOutputUri("gs://bucket/out.jsonl")
                .setMimeType("application/json");
        Operation begun = FaultClient.call(() -> client.door().labeling().exportData(request.build()));
        endAll(client);
        return () -> {
            assertThat(client.door().operations().listOperations(operations()).getOperationsCount())
                    .isEqualTo(1);
            assertThat(response(client, begun, ExportDataOperationResponse.class)
                            .getExportCount())
                    .isEqualTo(EXAMPLES);
            try (Stream<String> lines = Files.lines(file)) {
                assertThat(lines).hasSize(EXAMPLES);
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static void endAll(FaultClient client) {
        client.door()
                .workUntil(
                        () -> FaultClient.call(() -> client.door().operations().listOperations(operations()))
                                .getOperationsList()
                                .stream()
                                .allMatch(Operation::getDone));
    }

    private static <T extends com.google.protobuf.Message> T response(
            FaultClient client, Operation begun, Class<T> type) {
        Operation ended = client.door()
                .operations()
                .getOperation(GetOperationRequest.newBuilder()
                        .setName(begun.getName())
                        .build());
        assertThat(ended.hasResponse()).as("%s", ended).isTrue();
        try {
            return ended.getResponse().unpack(type);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ListOperationsRequest operations() {
        return ListOperationsRequest.newBuilder().setName(JobRequests.PROJECT).build();
    }

    private static List<Instruction> list(FaultClient client) {
        return client.door()
                .labeling()
                .listInstructions(ListInstructionsRequest.newBuilder()
                        .setParent(JobRequests.PROJECT)
                        .build())
                .getInstructionsList();
    }

    private static void put(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
