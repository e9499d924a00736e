package dev.assay.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.assay.datalabeling.v1beta1.CreateEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc.DataLabelingServiceBlockingStub;
import dev.assay.datalabeling.v1beta1.DeleteDatasetRequest;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.GetDatasetRequest;
import dev.assay.datalabeling.v1beta1.GetEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.GetInstructionRequest;
import dev.assay.v1.EvaluationRunsGrpc;
import dev.assay.v1.Run;
import dev.assay.v1.WatchRunRequest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The gRPC port over a real socket. */
class GrpcDoorTest {
    private static final String JOB = "projects/p/evaluationJobs/j";
    private static final String SERVICE = DataLabelingServiceGrpc.SERVICE_NAME;
    private static final int FILE_CONTAINING_SYMBOL = 4;
    private static final int LIST_SERVICES = 7;

    @SuppressWarnings("NullAway.Init") // opened by each test
    private RunningDoors doors;

    @SuppressWarnings("NullAway.Init")
    private ManagedChannel channel;

    private DataLabelingServiceBlockingStub open(int maxCalls, Duration callLimit) throws Exception {
        doors = new RunningDoors(null, maxCalls, callLimit);
        channel = NettyChannelBuilder.forAddress("127.0.0.1", doors.grpcPort())
                .usePlaintext()
                .build();
        return DataLabelingServiceGrpc.newBlockingStub(channel);
    }

    private DataLabelingServiceBlockingStub open() throws Exception {
        return open(100, Duration.ofSeconds(60));
    }

    @AfterEach
    void close() throws Exception {
        channel.shutdownNow();
        doors.close();
    }

    @Test
    void call_isAnswered() throws Exception {
        assertThat(open().getEvaluationJob(get(JOB)).getName()).isEqualTo(JOB);
    }

    @Test
    void failureThrownByAnEndpoint_carriesItsCodeAndDetails() throws Exception {
        DataLabelingServiceBlockingStub stub = open();

        StatusRuntimeException failure = failure(() -> stub.getDataset(
                GetDatasetRequest.newBuilder().setName("projects/p/datasets/d").build()));

        assertThat(failure.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
        assertThat(info(failure).getReason()).isEqualTo("RESOURCE_NOT_FOUND");
        assertThat(info(failure).getDomain()).isEqualTo("assay");
    }

    @Test
    void bugInAnEndpoint_isInternal_andTellsNothingOfItsInside() throws Exception {
        DataLabelingServiceBlockingStub stub = open();

        StatusRuntimeException failure = failure(() -> stub.getInstruction(GetInstructionRequest.getDefaultInstance()));

        assertThat(failure.getStatus().getCode()).isEqualTo(Code.INTERNAL);
        assertThat(failure.getMessage()).doesNotContain("inside that no client");
        assertThat(info(failure).getReason()).isEqualTo("INTERNAL");
    }

    @Test
    void malformedBytes_areAnInvalidArgument() throws Exception {
        open();

        // Field 1, of 100 bytes, of which none follow.
        StatusRuntimeException failure = failure(() -> raw(SERVICE + "/GetEvaluationJob", new byte[] {0x0a, 100}));

        assertThat(failure.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(info(failure).getReason()).isEqualTo("INVALID_FIELDS");
    }

    @Test
    void callWithoutMessage_isAnInvalidArgument() throws Exception {
        open();
        MethodDescriptor<byte[], byte[]> method = method(SERVICE + "/GetEvaluationJob", MethodType.BIDI_STREAMING);
        CompletableFuture<StatusRuntimeException> ended = new CompletableFuture<>();
        StreamObserver<byte[]> requests = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(method, CallOptions.DEFAULT), new StreamObserver<>() {
                    @Override
                    public void onNext(byte[] answer) {}

                    @Override
                    public void onError(Throwable failure) {
                        ended.complete((StatusRuntimeException) failure);
                    }

                    @Override
                    public void onCompleted() {}
                });

        requests.onCompleted();

        StatusRuntimeException failure = ended.get(10, TimeUnit.SECONDS);
        assertThat(failure.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(failure.getMessage()).contains("exactly one message, got none");
    }

    @Test
    void statusTooLargeForTrailers_arrives_cut() throws Exception {
        DataLabelingServiceBlockingStub stub = open();
        String id = "😀".repeat(256);

        StatusRuntimeException failure = failure(() -> stub.getDataset(GetDatasetRequest.newBuilder()
                .setName("projects/" + id + "/datasets/" + id)
                .build()));

        assertThat(failure.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
        assertThat(info(failure).getReason()).isEqualTo("RESOURCE_NOT_FOUND");
    }

    @Test
    void textThatIsNoUtf8_isAnInvalidArgument() throws Exception {
        open();

        StatusRuntimeException failure =
                failure(() -> raw(SERVICE + "/GetEvaluationJob", new byte[] {0x0a, 1, (byte) 0xff}));

        assertThat(failure.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void textWithNul_isRefused_namingItsField() throws Exception {
        DataLabelingServiceBlockingStub stub = open();
        CreateEvaluationJobRequest request = CreateEvaluationJobRequest.newBuilder()
                .setJob(EvaluationJob.newBuilder().setDescription("a\0b"))
                .build();

        StatusRuntimeException failure = failure(() -> stub.createEvaluationJob(request));

        assertThat(failure.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(detail(failure, BadRequest.class).getFieldViolations(0).getField())
                .isEqualTo("job.description");
    }

    @Test
    void unknownAndUnimplementedMethods_carryErrorInfo() throws Exception {
        open();

        for (String method : List.of(SERVICE + "/Nonsense", "no.Service/Get", SERVICE + "/ListInstructions")) {
            StatusRuntimeException failure = failure(() -> raw(method, new byte[0]));
            assertThat(failure.getStatus().getCode()).as(method).isEqualTo(Code.UNIMPLEMENTED);
            assertThat(info(failure).getDomain()).as(method).isEqualTo("assay");
        }
    }

    @Test
    void callsOverTheLimit_areRefused_withATimeToTryAgain() throws Exception {
        DataLabelingServiceBlockingStub stub = open(1, Duration.ofSeconds(60));
        CompletableFuture<Empty> first =
                CompletableFuture.supplyAsync(() -> stub.deleteDataset(DeleteDatasetRequest.getDefaultInstance()));
        doors.endpoint.entered.await();

        StatusRuntimeException failure = failure(() -> stub.getEvaluationJob(get(JOB)));
        doors.endpoint.release.countDown();
        first.get(10, TimeUnit.SECONDS);

        assertThat(failure.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(detail(failure, RetryInfo.class).getRetryDelay().getSeconds())
                .isPositive();
        org.awaitility.Awaitility.await()
                .untilAsserted(() ->
                        assertThat(stub.getEvaluationJob(get(JOB)).getName()).isEqualTo(JOB));
    }

    @Test
    void callWithoutDeadline_isGivenTheServersLimit() throws Exception {
        DataLabelingServiceBlockingStub stub = open(100, Duration.ofMillis(100));

        StatusRuntimeException failure = failure(() -> stub.deleteDataset(DeleteDatasetRequest.getDefaultInstance()));

        assertThat(failure.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
        assertThat(info(failure).getReason()).isEqualTo("DEADLINE_EXCEEDED");
    }

    @Test
    void health_followsReadiness() throws Exception {
        open();
        HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);

        assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                .isEqualTo(ServingStatus.SERVING);
        doors.grpc.setReady(false);
        assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                .isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void reflection_listsServices_inBothVersions() throws Exception {
        open();

        for (String version : List.of("v1", "v1alpha")) {
            assertThat(reflected(version, LIST_SERVICES, "*")).as(version).contains(SERVICE);
        }
    }

    @Test
    void reflection_knowsTheDetailsOfErrors() throws Exception {
        open();

        for (Descriptor detail :
                List.of(ErrorInfo.getDescriptor(), BadRequest.getDescriptor(), RetryInfo.getDescriptor())) {
            assertThat(reflected("v1", FILE_CONTAINING_SYMBOL, detail.getFullName()))
                    .as(detail.getFullName())
                    .contains("google/rpc/error_details.proto");
        }
    }

    @Test
    void stop_endsStreams_andLetsCallsFinish() throws Exception {
        DataLabelingServiceBlockingStub stub = open();
        Iterator<Run> watch = EvaluationRunsGrpc.newBlockingStub(channel)
                .watchRun(WatchRunRequest.newBuilder().setName("r").build());
        assertThat(watch.next().getName()).isEqualTo("r");
        CompletableFuture<Empty> call =
                CompletableFuture.supplyAsync(() -> stub.deleteDataset(DeleteDatasetRequest.getDefaultInstance()));
        doors.endpoint.entered.await();

        CompletableFuture<Void> stop = CompletableFuture.runAsync(
                () -> Assertions.assertThatCode(() -> doors.grpc.stop(Duration.ofSeconds(20)))
                        .doesNotThrowAnyException());
        StatusRuntimeException ended = failure(() -> assertThat(watch.hasNext()).isFalse());
        assertThat(stop).isNotDone();
        doors.endpoint.release.countDown();

        assertThat(ended.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
        assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo(Empty.getDefaultInstance());
        stop.get(10, TimeUnit.SECONDS);
    }

    /** Both versions of the reflection service have the same bytes; the answers hold names as they are. */
    private String reflected(String version, int field, String question) throws Exception {
        MethodDescriptor<byte[], byte[]> method = method(
                "grpc.reflection." + version + ".ServerReflection/ServerReflectionInfo", MethodType.BIDI_STREAMING);
        BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();
        StreamObserver<byte[]> requests = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(method, CallOptions.DEFAULT), new Collector(answers));
        requests.onNext(UnknownFieldSet.newBuilder()
                .addField(
                        field,
                        Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8(question))
                                .build())
                .build()
                .toByteArray());
        byte[] answer = answers.poll(10, TimeUnit.SECONDS);
        requests.onCompleted();
        return answer == null ? "" : ByteString.copyFrom(answer).toStringUtf8();
    }

    private void raw(String method, byte[] request) {
        ClientCalls.blockingUnaryCall(channel, method(method, MethodType.UNARY), CallOptions.DEFAULT, request);
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
        Marshaller<byte[]> bytes = new Bytes();
        return MethodDescriptor.newBuilder(bytes, bytes)
                .setFullMethodName(name)
                .setType(type)
                .build();
    }

    private static GetEvaluationJobRequest get(String name) {
        return GetEvaluationJobRequest.newBuilder().setName(name).build();
    }

    private static StatusRuntimeException failure(Runnable call) {
        return Assertions.catchThrowableOfType(StatusRuntimeException.class, call::run);
    }

    private static ErrorInfo info(StatusRuntimeException failure) throws Exception {
        return detail(failure, ErrorInfo.class);
    }

    private static <T extends com.google.protobuf.Message> T detail(StatusRuntimeException failure, Class<T> type)
            throws Exception {
        com.google.rpc.Status status = StatusProto.fromThrowable(failure);
        assertThat(status).isNotNull();
        for (com.google.protobuf.Any detail : status.getDetailsList()) {
            if (detail.is(type)) {
                return detail.unpack(type);
            }
        }
        throw new AssertionError("no " + type.getSimpleName() + " in " + status);
    }

    private record Collector(BlockingQueue<byte[]> answers) implements StreamObserver<byte[]> {
        @Override
        public void onNext(byte[] answer) {
            answers.add(answer);
        }

        @Override
        public void onError(Throwable failure) {
            answers.add(failure.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        @Override
        public void onCompleted() {}
    }

    private static final class Bytes implements Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
