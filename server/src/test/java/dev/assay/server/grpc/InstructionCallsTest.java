package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.assay.datalabeling.v1beta1.CreateInstructionMetadata;
import dev.assay.datalabeling.v1beta1.CreateInstructionRequest;
import dev.assay.datalabeling.v1beta1.CsvInstruction;
import dev.assay.datalabeling.v1beta1.DataType;
import dev.assay.datalabeling.v1beta1.DeleteInstructionRequest;
import dev.assay.datalabeling.v1beta1.GetInstructionRequest;
import dev.assay.datalabeling.v1beta1.Instruction;
import dev.assay.datalabeling.v1beta1.ListInstructionsRequest;
import dev.assay.datalabeling.v1beta1.ListInstructionsResponse;
import dev.assay.datalabeling.v1beta1.PdfInstruction;
import dev.assay.server.dataset.Holds;
import dev.assay.server.dataset.instruction.Instructions;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.work.QuietWork;
import io.grpc.Status.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(QuietWork.class)
class InstructionCallsTest {
    private static final String PROJECT = "projects/shop";
    private static final String URI = "gs://bucket/how/to.pdf";
    private static final String PDF = "instruction.pdf_instruction.gcs_file_uri";

    @TempDir
    Path directory;

    RunDoor door;

    @BeforeEach
    void open() throws IOException {
        door = new RunDoor(directory, Duration.ZERO);
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void create_answersAnOperation_andTheInstructionIsSeenOnceItIsDone() throws Exception {
        byte[] pdf = putPdf(3_500_000);
        Operation begun = create(request());

        assertThat(begun.getName()).matches("projects/shop/operations/[0-9a-z]{26}");
        assertThat(begun.getDone()).isFalse();
        CreateInstructionMetadata metadata = begun.getMetadata().unpack(CreateInstructionMetadata.class);
        String name = metadata.getInstruction();
        assertThat(name).matches("projects/shop/instructions/[0-9a-z]{26}");
        assertThat(metadata.getCreateTime()).isEqualTo(Times.timestamp(door.now()));
        JobDoor.failure(Code.NOT_FOUND, () -> get(name));
        assertThat(list("").getInstructionsList()).isEmpty();

        door.pass(Duration.ofSeconds(3));
        door.drive();

        Instruction made = get(name);
        assertThat(made)
                .isEqualTo(Instruction.newBuilder(request().getInstruction())
                        .setName(name)
                        .setCreateTime(metadata.getCreateTime())
                        .setUpdateTime(Times.timestamp(door.now()))
                        .build());
        Operation ended = operation(begun);
        assertThat(ended.getDone()).isTrue();
        assertThat(ended.getResponse().unpack(Instruction.class)).isEqualTo(made);
        assertThat(list("").getInstructionsList()).containsExactly(made);
        assertThat(document(name)).isEqualTo(pdf);
    }

    @Test
    void document_isReadInAnyPortions() throws Exception {
        byte[] pdf = putPdf((1 << 20) + 3);
        String name = make();

        try (InputStream document = door.get(Instructions.class).document(ResourceName.read(name))) {
            assertThat(document.read()).isEqualTo('%');
            assertThat(document.skip(1 << 20)).isEqualTo(1 << 20);
            assertThat(document.readAllBytes()).containsExactly(pdf[pdf.length - 2], pdf[pdf.length - 1]);
            assertThat(document.read()).isEqualTo(-1);
        }
    }

    @Test
    void document_staysWhateverBecomesOfTheFile() throws Exception {
        byte[] pdf = putPdf(100);
        String name = make();

        put("changed");

        assertThat(document(name)).isEqualTo(pdf);
    }

    @Test
    void create_blamesWhatIsWrong() {
        assertThat(blamed(request -> request.setParent("shop"))).containsExactly("parent");
        assertThat(blamed(instruction(i -> i.clearDisplayName()))).containsExactly("instruction.display_name");
        assertThat(blamed(instruction(i -> i.setDisplayName("😀".repeat(64))))).isEmpty();
        assertThat(blamed(instruction(i -> i.setDisplayName("x".repeat(65)))))
                .containsExactly("instruction.display_name");
        assertThat(blamed(instruction(i -> i.setDescription("x".repeat(10_001)))))
                .containsExactly("instruction.description");
        for (int type : new int[] {0, DataType.GENERAL_DATA_VALUE, 77}) {
            assertThat(blamed(instruction(i -> i.setDataTypeValue(type)))).containsExactly("instruction.data_type");
        }
        assertThat(blamed(instruction(i -> i.clearPdfInstruction()))).containsExactly(PDF);
        for (String uri : List.of("", "/etc/passwd", "gs://bucket/", "gs://bucket/../x.pdf", "gs://other/x.pdf")) {
            assertThat(blamed(instruction(i -> i.getPdfInstructionBuilder().setGcsFileUri(uri))))
                    .as(uri)
                    .containsExactly(PDF);
        }
        assertThat(blamed(request -> request.clearParent().clearInstruction()))
                .containsExactly("parent", "instruction.display_name", "instruction.data_type", PDF);
    }

    @Test
    void create_refusesCsv_andSaysSo() {
        CsvInstruction csv =
                CsvInstruction.newBuilder().setGcsFileUri("gs://bucket/x.csv").build();

        assertThat(blamed(instruction(i -> i.clearPdfInstruction().setCsvInstruction(csv))))
                .containsExactly("instruction.csv_instruction");
        assertThat(JobDoor.failure(
                        Code.INVALID_ARGUMENT, () -> create(changed(instruction(i -> i.setCsvInstruction(csv))))))
                .hasMessageContaining("pdf_instruction");
    }

    @Test
    void whatIsNoPdf_failsTheOperation_andLeavesNothing() throws Exception {
        put("PK" + "x".repeat(2_000));
        assertThat(failed()).isEqualTo("INVALID_ARGUMENT NOT_A_PDF");
        put("%PDF-1.7" + "x".repeat(3_000_000));
        assertThat(failed()).isEqualTo("INVALID_ARGUMENT NOT_A_PDF");
        put("");
        assertThat(failed()).isEqualTo("INVALID_ARGUMENT DOCUMENT_EMPTY");
        putPdf((32 << 20) + 1);
        assertThat(failed()).isEqualTo("INVALID_ARGUMENT DOCUMENT_TOO_LARGE");
        Files.delete(file());
        assertThat(failed()).isEqualTo("NOT_FOUND OBJECT_NOT_FOUND");

        assertThat(list("").getInstructionsList()).isEmpty();
        door.pass(Duration.ofSeconds(60));
        purge();
        assertThat(door.stores().texts("SELECT id FROM instruction")).isEmpty();
        assertThat(door.stores().texts("SELECT instruction FROM instruction_document"))
                .isEmpty();
    }

    @Test
    void largestDocument_isKept() throws Exception {
        byte[] pdf = putPdf(32 << 20);

        assertThat(document(make())).isEqualTo(pdf);
    }

    @Test
    void cancelled_isSeenByNobody() throws Exception {
        putPdf(100);
        Operation begun = create(request());
        cancel(begun);
        door.drive();

        assertThat(operation(begun).getError().getCode()).isEqualTo(Code.CANCELLED.value());
        assertThat(list("").getInstructionsList()).isEmpty();
    }

    @Test
    void takenOver_isMadeOnce() throws Exception {
        putPdf(2_500_000);
        Operation begun = create(request());
        AtomicBoolean asked = new AtomicBoolean();
        // The time is asked for when all is kept and nothing is shown.
        door.work(door.claim().orElseThrow(), () -> {
            if (asked.compareAndSet(false, true)) {
                throw new IllegalStateException("broken off");
            }
            return door.now();
        });
        assertThat(door.failures()).isEqualTo(1);
        assertThat(door.stores().texts("SELECT count(*) FROM instruction_document"))
                .containsExactly("3");
        byte[] other = putPdf(1_200_000);
        door.pass(Duration.ofMinutes(1));

        door.drive();

        assertThat(operation(begun).getDone()).isTrue();
        assertThat(list("").getInstructionsList()).hasSize(1);
        assertThat(document(list("").getInstructions(0).getName())).isEqualTo(other);
        assertThat(door.stores().texts("SELECT count(*) FROM instruction_document"))
                .containsExactly("2");
    }

    @Test
    void supersededWorker_addsNothing() throws Exception {
        byte[] pdf = putPdf(1_500_000);
        Operation begun = create(request());
        door.files().meanwhile(() -> {
            door.pass(Duration.ofMinutes(1));
            door.drive();
        });

        door.step();

        assertThat(door.failures()).isZero();
        assertThat(operation(begun).getDone()).isTrue();
        assertThat(list("").getInstructionsList()).hasSize(1);
        assertThat(document(list("").getInstructions(0).getName())).isEqualTo(pdf);
    }

    @Test
    void cancelledMeanwhile_isSeenByNobody_andPurged() throws Exception {
        putPdf(1_500_000);
        Operation begun = create(request());
        door.files().meanwhile(() -> cancel(begun));

        door.step();

        assertThat(operation(begun).getError().getCode()).isEqualTo(Code.CANCELLED.value());
        assertThat(list("").getInstructionsList()).isEmpty();
        door.pass(Duration.ofMinutes(1));
        purge();
        assertThat(door.stores().texts("SELECT id FROM instruction")).isEmpty();
    }

    @Test
    void delete_hidesAtOnce_mayBeRepeated_andThenItIsGone() throws Exception {
        putPdf(5 << 20);
        String name = make();
        InputStream open = door.get(Instructions.class).document(ResourceName.read(name));

        delete(name);
        JobDoor.failure(Code.NOT_FOUND, () -> get(name));
        assertThat(list("").getInstructionsList()).isEmpty();
        door.pass(Duration.ofSeconds(59));
        delete(name);
        purge();
        assertThat(door.stores().texts("SELECT instruction FROM instruction_document"))
                .isEmpty();
        Assertions.assertThatThrownBy(open::readAllBytes).isInstanceOf(NotFound.class);
        delete(name);

        door.pass(Duration.ofSeconds(1));
        purge();
        assertThat(door.stores().texts("SELECT id FROM instruction")).isEmpty();
        JobDoor.failure(Code.NOT_FOUND, () -> delete(name));
        JobDoor.failure(Code.NOT_FOUND, () -> delete(PROJECT + "/instructions/none"));
    }

    @Test
    void manyDeleted_areAllRemovedAtOnce() throws Exception {
        putPdf(100);
        for (int i = 0; i < 101; i++) {
            delete(make());
        }

        door.pass(Duration.ofSeconds(60));
        purge();

        assertThat(door.stores().texts("SELECT id FROM instruction")).isEmpty();
    }

    @Test
    void delete_isRefusedWhileSomebodyHoldsIt() throws Exception {
        putPdf(100);
        String name = make();
        ResourceName holder = ResourceName.read(door.job());
        door.get(Holds.class).hold(ResourceName.read(name), holder);

        assertThat(get(name).getBlockingResourcesList()).containsExactly(holder.toString());
        assertThat(list("").getInstructions(0)).isEqualTo(get(name));
        var failure = JobDoor.failure(Code.FAILED_PRECONDITION, () -> delete(name));
        assertThat(JobDoor.info(failure).getReason()).isEqualTo("RESOURCE_HELD");
        assertThat(failure).hasMessageContaining(holder.toString());

        door.get(Holds.class).dropAll(holder);
        delete(name);
    }

    @Test
    void list_pagesInOrderOfCreation_andBlamesWhatIsWrong() throws Exception {
        putPdf(100);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            door.pass(Duration.ofMillis(1));
            names.add(make());
        }

        List<String> seen = new ArrayList<>();
        String token = "";
        do {
            ListInstructionsResponse page = list(token);
            page.getInstructionsList().forEach(each -> seen.add(each.getName()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(seen).isEqualTo(names);
        assertThat(JobDoor.blamed(() -> door.labeling()
                        .listInstructions(ListInstructionsRequest.newBuilder()
                                .setParent("x")
                                .setFilter("data_type = TEXT")
                                .setPageSize(-1)
                                .setPageToken("x")
                                .build())))
                .containsExactly("parent", "filter", "page_size", "page_token");
    }

    @Test
    void list_endsAPage_beforeItIsTooLargeForClients() throws Exception {
        putPdf(100);
        int count = 130;
        for (int i = 0; i < count; i++) {
            var unused = create(changed(instruction(each -> each.setDescription("€".repeat(10_000)))));
        }
        door.drive();

        ListInstructionsResponse page = door.labeling()
                .listInstructions(ListInstructionsRequest.newBuilder()
                        .setParent(PROJECT)
                        .setPageSize(1_000)
                        .build());

        assertThat(page.getSerializedSize()).isLessThan(4 << 20);
        assertThat(page.getInstructionsCount()).isBetween(2, count - 1);
        assertThat(page.getNextPageToken()).isNotEmpty();
    }

    @Test
    void names_ofTheWrongForm_areBlamed() {
        assertThat(JobDoor.blamed(() -> get("projects/shop/datasets/x"))).containsExactly("name");
        assertThat(JobDoor.blamed(() -> delete(""))).containsExactly("name");
    }

    private void purge() {
        Instructions instructions = door.get(Instructions.class);
        while (instructions.purgeSome(door.now())) {}
    }

    private String failed() throws InvalidProtocolBufferException {
        Operation begun = create(request());
        door.drive();
        Operation ended = operation(begun);
        assertThat(ended.getDone()).isTrue();
        String reason = ended.getError().getDetails(0).unpack(ErrorInfo.class).getReason();
        return Code.values()[ended.getError().getCode()] + " " + reason;
    }

    private String make() throws InvalidProtocolBufferException {
        Operation begun = create(request());
        door.drive();
        return operation(begun).getResponse().unpack(Instruction.class).getName();
    }

    private Operation create(CreateInstructionRequest request) {
        return door.labeling().createInstruction(request);
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

    private List<String> blamed(Consumer<CreateInstructionRequest.Builder> mistake) {
        CreateInstructionRequest request = changed(mistake);
        try {
            var unused = create(request);
            return List.of();
        } catch (io.grpc.StatusRuntimeException e) {
            return JobDoor.blamed(() -> create(request));
        }
    }

    private static Consumer<CreateInstructionRequest.Builder> instruction(Consumer<Instruction.Builder> change) {
        return request -> change.accept(request.getInstructionBuilder());
    }

    private static CreateInstructionRequest changed(Consumer<CreateInstructionRequest.Builder> change) {
        CreateInstructionRequest.Builder request = request().toBuilder();
        change.accept(request);
        return request.build();
    }

    private static CreateInstructionRequest request() {
        return CreateInstructionRequest.newBuilder()
                .setParent(PROJECT)
                .setInstruction(Instruction.newBuilder()
                        .setDisplayName("how to \"see\" 😀")
                        .setDescription("line\nline")
                        .setDataType(DataType.VIDEO)
                        .setPdfInstruction(PdfInstruction.newBuilder().setGcsFileUri(URI)))
                .build();
    }

    private Instruction get(String name) {
        return door.labeling()
                .getInstruction(GetInstructionRequest.newBuilder().setName(name).build());
    }

    private void delete(String name) {
        var unused = door.labeling()
                .deleteInstruction(
                        DeleteInstructionRequest.newBuilder().setName(name).build());
    }

    private ListInstructionsResponse list(String token) {
        return door.labeling()
                .listInstructions(ListInstructionsRequest.newBuilder()
                        .setParent(PROJECT)
                        .setPageSize(2)
                        .setPageToken(token)
                        .build());
    }

    private byte[] document(String name) throws IOException {
        try (InputStream document = door.get(Instructions.class).document(ResourceName.read(name))) {
            return document.readAllBytes();
        }
    }

    /** A document of this size that differs from others. */
    private byte[] putPdf(int size) throws IOException {
        byte[] pdf = new byte[size];
        new Random(size).nextBytes(pdf);
        byte[] head = "%PDF-1.7\n".getBytes(StandardCharsets.ISO_8859_1);
        byte[] end = "startxref\n9\n%%EOF".getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(head, 0, pdf, 0, head.length);
        System.arraycopy(end, 0, pdf, size - end.length, end.length);
        Files.createDirectories(file().getParent());
        Files.write(file(), pdf);
        return pdf;
    }

    private void put(String content) throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), content, StandardCharsets.ISO_8859_1);
    }

    private Path file() {
        return door.bucket().resolve("how/to.pdf");
    }
}
