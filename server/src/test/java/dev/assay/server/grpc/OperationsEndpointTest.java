package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.DeleteOperationRequest;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.ListOperationsResponse;
import com.google.longrunning.Operation;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.assay.datalabeling.v1beta1.ImportDataOperationMetadata;
import dev.assay.datalabeling.v1beta1.ImportDataOperationResponse;
import dev.assay.server.operation.OperationError;
import dev.assay.server.operation.OperationStep;
import dev.assay.server.vocabulary.FailureKind;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.work.QuietWork;
import io.grpc.protobuf.StatusProto;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code google.longrunning.Operations} over a socket. */
@Timeout(60)
@ExtendWith(QuietWork.class)
class OperationsEndpointTest {
    private static final OperationError ERROR =
            new OperationError(FailureKind.WRONG_STATE, "FULL", "nothing fits into the dataset");

    @TempDir
    Path directory;

    private OperationsDoors doors;

    @BeforeEach
    void begin() throws Exception {
        doors = new OperationsDoors(directory);
    }

    @AfterEach
    void end() throws Exception {
        doors.close();
    }

    @Test
    void get_showsProgress_thenTheResult() throws Exception {
        String name = doors.start("p");
        String dataset = "projects/p/datasets/d0";
        doors.work().then((operation, fence) -> {
            doors.operations().advance(operation, fence, "{\"n\":1}", List.of(ERROR));
            return new OperationStep.Wait(doors.now().plusSeconds(1));
        });
        doors.work().then((operation, fence) -> doors.work().done(operation, "123456"));
        doors.drive();

        Operation underWay = get(name);
        assertThat(underWay.getName()).isEqualTo(name);
        assertThat(underWay.getDone()).isFalse();
        assertThat(underWay.getResultCase()).isEqualTo(Operation.ResultCase.RESULT_NOT_SET);
        assertThat(underWay.getMetadata().getTypeUrl())
                .isEqualTo("type.googleapis.com/google.cloud.datalabeling.v1beta1.ImportDataOperationMetadata");
        ImportDataOperationMetadata metadata = underWay.getMetadata().unpack(ImportDataOperationMetadata.class);
        assertThat(metadata.getDataset()).isEqualTo(dataset);
        assertThat(metadata.getCreateTime())
                .isEqualTo(Timestamps.fromMillis(doors.now().toEpochMilli()));
        assertThat(metadata.getPartialFailuresList())
                .singleElement()
                .satisfies(failure -> assertError(failure, Code.FAILED_PRECONDITION, ERROR));

        doors.pass(Duration.ofSeconds(1));
        doors.drive();

        Operation done = get(name);
        assertThat(done.getDone()).isTrue();
        assertThat(done.getResponse().getTypeUrl())
                .isEqualTo("type.googleapis.com/google.cloud.datalabeling.v1beta1.ImportDataOperationResponse");
        assertThat(done.getResponse().unpack(ImportDataOperationResponse.class))
                .isEqualTo(ImportDataOperationResponse.newBuilder()
                        .setDataset(dataset)
                        .setImportCount(6)
                        .build());
        assertThat(done.getMetadata()).isEqualTo(underWay.getMetadata());
        assertThat(doors.holders()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_ARGUMENT, INVALID_ARGUMENT",
        "NOT_FOUND, NOT_FOUND",
        "ALREADY_EXISTS, ALREADY_EXISTS",
        "WRONG_STATE, FAILED_PRECONDITION",
        "SUPERSEDED, ABORTED",
        "OVERLOADED, RESOURCE_EXHAUSTED",
        "UNAVAILABLE, UNAVAILABLE",
        "UNSUPPORTED, UNIMPLEMENTED",
        "CANCELLED, CANCELLED",
        "BUG, INTERNAL"
    })
    void failed_showsTheErrorOfItsKind(FailureKind kind, Code code) {
        String name = doors.start("p");
        OperationError error = new OperationError(kind, "SOMETHING", "went wrong");
        doors.work().then((operation, fence) -> new OperationStep.Failed(error));
        doors.drive();

        Operation failed = get(name);

        assertThat(failed.getDone()).isTrue();
        assertError(failed.getError(), code, error);
        assertThat(doors.holders()).isEmpty();
    }

    @Test
    void bug_showsNothingOfItsInside() {
        String name = doors.start("p");
        doors.work().then(5, (operation, fence) -> {
            throw new IllegalStateException("SELECT secret");
        });
        for (int i = 0; i < 60; i++) {
            doors.drive();
            doors.pass(Duration.ofSeconds(1));
        }

        Status error = get(name).getError();

        assertThat(error.getCode()).isEqualTo(Code.INTERNAL_VALUE);
        assertThat(error.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "operations/a",
                "projects/p/operations/",
                "projects//operations/a",
                "projects/p/operations/a/b",
                "projects/p/datasets/a",
                "projects/p/operations/a b"
            })
    void names_ofAnotherForm_areRefused(String name) {
        assertInvalid("name", () -> get(name));
        assertInvalid("name", () -> cancel(name));
        assertInvalid("name", () -> delete(name));
        assertInvalid("name", () -> wait(name, Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(strings = {"p", "other"})
    void operations_thatAreNotThere_areNotFound(String project) {
        String id = doors.start("p").substring("projects/p/operations/".length());
        String name = "projects/" + project + "/operations/" + (project.equals("p") ? "none" : id);

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> get(name), () -> cancel(name), () -> delete(name), () -> wait(name, Duration.ZERO))) {
            assertStatus(call, Code.NOT_FOUND, "RESOURCE_NOT_FOUND");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"projects/p", "projects/p/operations"})
    void list_pagesThroughTheProject(String parent) {
        List<String> names =
                IntStream.range(0, 5).mapToObj(i -> doors.start("p")).toList();
        doors.start("other");

        List<String> found = new ArrayList<>();
        ListOperationsRequest.Builder request =
                ListOperationsRequest.newBuilder().setName(parent).setPageSize(2);
        ListOperationsResponse page;
        int pages = 0;
        do {
            page = list(request);
            page.getOperationsList().forEach(operation -> found.add(operation.getName()));
            request.setPageToken(page.getNextPageToken());
            pages++;
        } while (!page.getNextPageToken().isEmpty());

        assertThat(found).isEqualTo(names);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void list_takesTokens_fromBothFormsOfTheParent() {
        doors.start("p");
        String second = doors.start("p");
        String token = list(ListOperationsRequest.newBuilder()
                        .setName("projects/p")
                        .setPageSize(1))
                .getNextPageToken();

        assertThat(list(ListOperationsRequest.newBuilder()
                                .setName("projects/p/operations")
                                .setPageToken(token))
                        .getOperationsList())
                .extracting(Operation::getName)
                .containsExactly(second);
    }

    @Test
    void list_isFilteredByDone() {
        String done = doors.start("p");
        doors.drive();
        String cancelled = doors.start("p");
        cancel(cancelled);
        String underWay = doors.start("p");

        assertThat(names("")).containsExactly(done, cancelled, underWay);
        assertThat(names("done = true")).containsExactly(done, cancelled);
        assertThat(names("done=\"true\"")).containsExactly(done, cancelled);
        assertThat(names("done = false")).containsExactly(underWay);
        assertThat(names("done = false OR done = true")).containsExactly(done, cancelled, underWay);
        assertThat(names("done = false AND done = true")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "done",
                "done = maybe",
                "done = TRUE",
                "done != true",
                "NOT done = true",
                "name = x",
                "done = true AND",
                "("
            })
    void filters_thatCannotBeRead_areRefused(String filter) {
        assertInvalid(
                "filter",
                () -> list(
                        ListOperationsRequest.newBuilder().setName("projects/p").setFilter(filter)));
    }

    @Test
    void list_namesAllThatIsWrong() {
        assertThatThrownBy(() -> list(ListOperationsRequest.newBuilder()
                        .setName("projects/p/datasets/d")
                        .setFilter("x = 1")
                        .setPageSize(-1)))
                .satisfies(thrown -> assertThat(fields(thrown)).containsExactly("name", "filter", "page_size"));
        assertStatus(
                () -> list(
                        ListOperationsRequest.newBuilder().setName("projects/p").setReturnPartialSuccess(true)),
                Code.UNIMPLEMENTED,
                "UNSUPPORTED");
    }

    @Test
    void pageTokens_ofOtherLists_andForgedOnes_areRefused() {
        doors.start("p");
        doors.start("p");
        String token = list(ListOperationsRequest.newBuilder()
                        .setName("projects/p")
                        .setPageSize(1))
                .getNextPageToken();
        String forged = new PageRequest(1, List.of(), String.join("\u001f", "operations", "projects/p", ""))
                .encode(List.of("\u0000"));

        for (ListOperationsRequest.Builder request : List.of(
                ListOperationsRequest.newBuilder().setName("projects/other").setPageToken(token),
                ListOperationsRequest.newBuilder()
                        .setName("projects/p")
                        .setFilter("done = true")
                        .setPageToken(token),
                ListOperationsRequest.newBuilder().setName("projects/p").setPageToken(token.substring(1)),
                ListOperationsRequest.newBuilder().setName("projects/p").setPageToken("%"),
                ListOperationsRequest.newBuilder()
                        .setName("projects/p")
                        .setPageToken(
                                Base64.getUrlEncoder().encodeToString("0\u001fzzz".getBytes(StandardCharsets.UTF_8))),
                ListOperationsRequest.newBuilder().setName("projects/p").setPageToken(forged))) {
            assertInvalid("page_token", () -> list(request));
        }
    }

    @Test
    void cancel_endsWhatIsUnderWay_andLeavesTheRest() {
        String cancelled = doors.start("p");
        cancel(cancelled);
        cancel(cancelled);
        String done = doors.start("p");
        doors.drive();
        Operation before = get(done);
        cancel(done);

        assertThat(get(cancelled).getDone()).isTrue();
        assertThat(get(cancelled).getError().getCode()).isEqualTo(Code.CANCELLED_VALUE);
        assertThat(get(done)).isEqualTo(before);
        assertThat(doors.holders()).isEmpty();
        assertThat(doors.work().abandoned()).hasSize(1);
    }

    @Test
    void delete_forgetsWhatHasEnded_andCanBeRepeatedWhileItLingers() {
        String name = doors.start("p");
        assertStatus(() -> delete(name), Code.FAILED_PRECONDITION, "OPERATION_UNDER_WAY");
        assertThat(get(name).getDone()).isFalse();
        doors.drive();

        delete(name);
        delete(name);

        assertStatus(() -> get(name), Code.NOT_FOUND, "RESOURCE_NOT_FOUND");
        assertStatus(() -> cancel(name), Code.NOT_FOUND, "RESOURCE_NOT_FOUND");
        assertThat(names("")).isEmpty();
        doors.pass(Duration.ofSeconds(61));
        while (doors.operations().purgeSome(doors.now())) {}
        assertStatus(() -> delete(name), Code.NOT_FOUND, "RESOURCE_NOT_FOUND");
    }

    @Test
    void wait_answersWhatHasEndedAtOnce() {
        String name = doors.start("p");
        doors.drive();

        assertThat(wait(name, Duration.ofHours(1)).getDone()).isTrue();
    }

    @Test
    void wait_endsWithTheOperation() throws Exception {
        String name = doors.start("p");
        ListenableFuture<Operation> waiting =
                startToWait(WaitOperationRequest.newBuilder().setName(name));
        doors.poll();
        assertThat(waiting.isDone()).isFalse();

        doors.drive();

        assertThat(polled(waiting).getDone()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"10, 9, 10", "90, 50, 59", ", 50, 59"})
    void wait_endsInTime_andBeforeTheDeadline(@Nullable Long timeoutSeconds, int tooEarly, int inTime)
            throws Exception {
        String name = doors.start("p");
        WaitOperationRequest.Builder request = WaitOperationRequest.newBuilder().setName(name);
        if (timeoutSeconds != null) {
            request.setTimeout(Durations.fromSeconds(timeoutSeconds));
        }
        ListenableFuture<Operation> waiting = startToWait(request);

        doors.pass(Duration.ofSeconds(tooEarly).minusMillis(1));
        doors.poll();
        assertThat(waiting.isDone()).isFalse();
        doors.pass(Duration.ofSeconds(inTime - tooEarly));

        assertThat(polled(waiting).getDone()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void wait_withoutTime_answersAtOnce(long nanos) {
        String name = doors.start("p");

        assertThat(wait(name, Duration.ofNanos(nanos)).getDone()).isFalse();
    }

    @Test
    void wait_forWhatIsDeleted_isNotFound() {
        String name = doors.start("p");
        ListenableFuture<Operation> waiting =
                startToWait(WaitOperationRequest.newBuilder().setName(name));
        doors.drive();
        delete(name);

        assertThatThrownBy(() -> polled(waiting)).hasMessageContaining("NOT_FOUND");
    }

    @Test
    void wait_withATimeoutThatIsNone_isRefused() {
        for (long seconds : new long[] {-1, Long.MAX_VALUE}) {
            WaitOperationRequest.Builder request =
                    WaitOperationRequest.newBuilder().setName("projects/p");
            request.getTimeoutBuilder().setSeconds(seconds);
            assertThatThrownBy(() -> doors.stub().waitOperation(request.build()))
                    .satisfies(thrown -> assertThat(fields(thrown)).containsExactly("name", "timeout"));
        }
    }

    @Test
    void waits_takeNoThread_andNoPlaceOfOtherCalls() throws Exception {
        String name = doors.start("p");
        List<ListenableFuture<Operation>> waiting = IntStream.range(
                        0, 10 * OperationsDoors.CALL_THREADS * OperationsDoors.MAX_CALLS)
                .mapToObj(i -> startToWait(WaitOperationRequest.newBuilder().setName(name)))
                .toList();

        assertThat(get(name).getDone()).isFalse();
        assertThat(waiting).noneMatch(ListenableFuture::isDone);
        doors.drive();

        for (ListenableFuture<Operation> wait : waiting) {
            assertThat(polled(wait).getDone()).isTrue();
        }
    }

    @Test
    void waits_endWhenTheServerStops() throws Exception {
        String name = doors.start("p");
        ListenableFuture<Operation> waiting =
                startToWait(WaitOperationRequest.newBuilder().setName(name));

        doors.stop(Duration.ofSeconds(30));

        assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS)).hasMessageContaining("the server is stopping");
    }

    private Operation get(String name) {
        return doors.stub()
                .getOperation(GetOperationRequest.newBuilder().setName(name).build());
    }

    private void cancel(String name) {
        var unused = doors.stub()
                .cancelOperation(
                        CancelOperationRequest.newBuilder().setName(name).build());
    }

    private void delete(String name) {
        var unused = doors.stub()
                .deleteOperation(
                        DeleteOperationRequest.newBuilder().setName(name).build());
    }

    private Operation wait(String name, Duration timeout) {
        return doors.stub()
                .waitOperation(WaitOperationRequest.newBuilder()
                        .setName(name)
                        .setTimeout(Durations.fromNanos(timeout.toNanos()))
                        .build());
    }

    private ListOperationsResponse list(ListOperationsRequest.Builder request) {
        return doors.stub().listOperations(request.build());
    }

    private List<String> names(String filter) {
        return list(ListOperationsRequest.newBuilder().setName("projects/p").setFilter(filter))
                .getOperationsList()
                .stream()
                .map(Operation::getName)
                .toList();
    }

    /** Begins to wait, and returns once the server does. */
    private ListenableFuture<Operation> startToWait(WaitOperationRequest.Builder request) {
        int before = doors.waiting();
        ListenableFuture<Operation> waiting = doors.future().waitOperation(request.build());
        while (doors.waiting() == before) {
            Thread.onSpinWait();
        }
        return waiting;
    }

    private Operation polled(ListenableFuture<Operation> waiting) throws Exception {
        doors.poll();
        return waiting.get(30, TimeUnit.SECONDS);
    }

    private static void assertInvalid(String field, ThrowingCallable call) {
        assertThatThrownBy(call).satisfies(thrown -> assertThat(fields(thrown)).containsExactly(field));
    }

    private static List<String> fields(Throwable thrown) {
        Status status = status(thrown);
        assertThat(status.getCode()).as(status.getMessage()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
        return detail(status, BadRequest.class).getFieldViolationsList().stream()
                .map(BadRequest.FieldViolation::getField)
                .toList();
    }

    private static void assertStatus(ThrowingCallable call, Code code, String reason) {
        assertThatThrownBy(call).satisfies(thrown -> {
            Status status = status(thrown);
            assertThat(status.getCode()).as(status.getMessage()).isEqualTo(code.getNumber());
            assertThat(detail(status, ErrorInfo.class).getReason()).isEqualTo(reason);
        });
    }

    private static void assertError(Status status, Code code, OperationError error) {
        assertThat(status.getCode()).isEqualTo(code.getNumber());
        assertThat(status.getMessage()).isEqualTo(error.message());
        ErrorInfo info = detail(status, ErrorInfo.class);
        assertThat(info.getReason()).isEqualTo(error.reason());
        assertThat(info.getDomain()).isEqualTo("assay");
    }

    private static Status status(Throwable thrown) {
        Status status = StatusProto.fromThrowable(thrown);
        if (status == null) {
            throw new AssertionError("no status", thrown);
        }
        return status;
    }

    private static <T extends Message> T detail(Status status, Class<T> type) {
        return status.getDetailsList().stream()
                .filter(detail -> detail.is(type))
                .findFirst()
                .map(detail -> {
                    try {
                        return detail.unpack(type);
                    } catch (InvalidProtocolBufferException e) {
                        throw new AssertionError(e);
                    }
                })
                .orElseThrow();
    }
}
