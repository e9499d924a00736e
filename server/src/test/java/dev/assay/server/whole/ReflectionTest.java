package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.util.JsonFormat;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that has no proto file of ours: what it knows, it has from the server's reflection. */
class ReflectionTest {
    private static final String SERVICE = "google.cloud.datalabeling.v1beta1.DataLabelingService";

    @TempDir
    static Path folder;

    static ServerProcess server;
    static ManagedChannel channel;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(folder.resolve("data"));
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.grpcPort())
                .usePlaintext()
                .build();
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1alpha"})
    void genericClient_makesShowsListsPausesAndDeletesJobs(String version) throws Exception {
        String parent = "projects/reflected-" + version;
        Descriptors.ServiceDescriptor service = service(version);

        DynamicMessage specSet = call(service, "CreateAnnotationSpecSet", """
                {"parent": "%s", "annotationSpecSet":
                 {"displayName": "pets", "annotationSpecs": [{"displayName": "cat"}, {"displayName": "dog"}]}}""".formatted(parent));
        DynamicMessage job =
                call(service, "CreateEvaluationJob", """
                {"parent": "%1$s", "job": {
                  "description": "a job", "schedule": "every 24 hours", "annotationSpecSet": "%2$s",
                  "modelVersion": "%1$s/models/m/versions/v",
                  "evaluationJobConfig": {
                    "inputConfig": {
                      "dataType": "TEXT", "annotationType": "TEXT_CLASSIFICATION_ANNOTATION",
                      "classificationMetadata": {},
                      "bigquerySource": {"inputUri": "bq://p/d/reflected_%3$s"}},
                    "textClassificationConfig": {"annotationSpecSet": "%2$s"},
                    "bigqueryImportKeys": {
                      "data_json_key": "text", "label_json_key": "labels", "label_score_json_key": "scores"},
                    "exampleCount": 10, "exampleSamplePercentage": 1}}}""".formatted(parent, text(specSet, "name"), version));
        String named = "{\"name\": \"" + text(job, "name") + "\"}";

        assertThat(text(job, "state")).endsWith("SCHEDULED");
        assertThat(call(service, "GetEvaluationJob", named)).isEqualTo(job);
        DynamicMessage list = call(service, "ListEvaluationJobs", "{\"parent\": \"" + parent + "\"}");
        assertThat(list.getField(list.getDescriptorForType().findFieldByName("evaluation_jobs")))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .containsExactly(job);

        call(service, "PauseEvaluationJob", named);
        assertThat(text(call(service, "GetEvaluationJob", named), "state")).endsWith("PAUSED");
        call(service, "DeleteEvaluationJob", named);
        assertThat(text(call(service, "GetEvaluationJob", named), "state")).endsWith("STOPPED");
        assertThatThrownBy(() -> call(service, "ResumeEvaluationJob", named))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("FAILED_PRECONDITION");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1alpha"})
    void otherServices_areToldOf(String version) throws Exception {
        ServerReflectionResponse services = reflect(
                version,
                ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(services.getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .contains(SERVICE, "google.longrunning.Operations", "assay.v1.LabelingDesk");
    }

    private static DynamicMessage call(Descriptors.ServiceDescriptor service, String name, String json)
            throws Exception {
        Descriptors.MethodDescriptor method = service.findMethodByName(name);
        DynamicMessage.Builder request = DynamicMessage.newBuilder(method.getInputType());
        JsonFormat.parser().merge(json, request);
        MethodDescriptor<DynamicMessage, DynamicMessage> called =
                MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
                        .setType(MethodType.UNARY)
                        .setFullMethodName(service.getFullName() + "/" + name)
                        .setRequestMarshaller(
                                ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getInputType())))
                        .setResponseMarshaller(
                                ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getOutputType())))
                        .build();
        return ClientCalls.blockingUnaryCall(
                channel, called, CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS), request.build());
    }

    private static String text(DynamicMessage message, String field) {
        return String.valueOf(message.getField(message.getDescriptorForType().findFieldByName(field)));
    }

    /** The service with all that its file imports, as the server tells of it. */
    private static Descriptors.ServiceDescriptor service(String version) throws Exception {
        ServerReflectionResponse answer = reflect(
                version,
                ServerReflectionRequest.newBuilder()
                        .setFileContainingSymbol(SERVICE)
                        .build());
        Map<String, FileDescriptorProto> protos = new HashMap<>();
        String file = "";
        for (ByteString bytes : answer.getFileDescriptorResponse().getFileDescriptorProtoList()) {
            FileDescriptorProto proto = FileDescriptorProto.parseFrom(bytes);
            protos.put(proto.getName(), proto);
            boolean declares = proto.getServiceList().stream()
                    .anyMatch(service -> SERVICE.equals(proto.getPackage() + "." + service.getName()));
            file = declares ? proto.getName() : file;
        }
        return build(file, protos, new HashMap<>()).findServiceByName("DataLabelingService");
    }

    private static FileDescriptor build(
            String name, Map<String, FileDescriptorProto> protos, Map<String, FileDescriptor> built) throws Exception {
        FileDescriptor known = built.get(name);
        if (known != null) {
            return known;
        }
        FileDescriptorProto proto = protos.get(name);
        assertThat(proto).as("the server tells of %s", name).isNotNull();
        FileDescriptor[] imports = new FileDescriptor[proto.getDependencyCount()];
        for (int i = 0; i < imports.length; i++) {
            imports[i] = build(proto.getDependency(i), protos, built);
        }
        FileDescriptor descriptor = FileDescriptor.buildFrom(proto, imports);
        built.put(name, descriptor);
        return descriptor;
    }

    /** The messages of both versions are the same bytes under other names. */
    private static ServerReflectionResponse reflect(String version, ServerReflectionRequest request) throws Exception {
        MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> method =
                ServerReflectionGrpc.getServerReflectionInfoMethod().toBuilder()
                        .setFullMethodName("grpc.reflection." + version + ".ServerReflection/ServerReflectionInfo")
                        .build();
        CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> requests = ClientCalls.asyncBidiStreamingCall(
                channel.newCall(method, CallOptions.DEFAULT), new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answer.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        requests.onNext(request);
        requests.onCompleted();
        return answer.get(30, TimeUnit.SECONDS);
    }
}
