package dev.assay.server.whole;

import com.google.cloud.datalabeling.v1beta1.AnnotationSpecSet;
import com.google.cloud.datalabeling.v1beta1.EvaluationJob;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.OperationsGrpc.OperationsBlockingStub;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.datalabeling.v1beta1.CreateAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.CreateEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc.DataLabelingServiceBlockingStub;
import dev.assay.v1.EvaluationRunsGrpc;
import dev.assay.v1.EvaluationRunsGrpc.EvaluationRunsBlockingStub;
import dev.assay.v1.GetRunRequest;
import dev.assay.v1.LabelingDeskGrpc;
import dev.assay.v1.LabelingDeskGrpc.LabelingDeskBlockingStub;
import dev.assay.v1.ListRunsRequest;
import dev.assay.v1.PredictionLogGrpc;
import dev.assay.v1.PredictionLogGrpc.PredictionLogBlockingStub;
import dev.assay.v1.PredictionLogGrpc.PredictionLogStub;
import dev.assay.v1.Run;
import dev.assay.v1.RunEvaluationJobRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** Blocking stubs of both contracts on one channel, and what tests do with them all the time. */
final class Api implements AutoCloseable {
    private final ManagedChannel channel;

    Api(ServerProcess server) {
        this(server.grpcPort());
    }

    Api(int port) {
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .build();
    }

    DataLabelingServiceBlockingStub labeling() {
        return DataLabelingServiceGrpc.newBlockingStub(channel);
    }

    EvaluationRunsBlockingStub runs() {
        return EvaluationRunsGrpc.newBlockingStub(channel);
    }

    LabelingDeskBlockingStub desk() {
        return LabelingDeskGrpc.newBlockingStub(channel);
    }

    PredictionLogBlockingStub log() {
        return PredictionLogGrpc.newBlockingStub(channel);
    }

    OperationsBlockingStub operations() {
        return OperationsGrpc.newBlockingStub(channel);
    }

    PredictionLogStub logAsync() {
        return PredictionLogGrpc.newStub(channel);
    }

    /** Makes the digits spec set and a job like that of {@link GoogleClientTest}; answers the job's name. */
    String createDigitsJob(String version, int exampleCount) {
        return createDigitsJob(
                version, job -> job.getEvaluationJobConfigBuilder().setExampleCount(exampleCount));
    }

    /** The same for a job that differs in more than the number of its examples. */
    String createDigitsJob(String version, Consumer<EvaluationJob.Builder> change) {
        AnnotationSpecSet labels = GoogleClientTest.specSet();
        String specSet = labeling()
                .createAnnotationSpecSet(CreateAnnotationSpecSetRequest.newBuilder()
                        .setParent(Digits.PROJECT)
                        .setAnnotationSpecSet(
                                ours(labels.toByteString(), dev.assay.datalabeling.v1beta1.AnnotationSpecSet.parser()))
                        .build())
                .getName();
        EvaluationJob.Builder job = GoogleClientTest.job(specSet, version).toBuilder();
        change.accept(job);
        return labeling()
                .createEvaluationJob(CreateEvaluationJobRequest.newBuilder()
                        .setParent(Digits.PROJECT)
                        .setJob(ours(job.build().toByteString(), dev.assay.datalabeling.v1beta1.EvaluationJob.parser()))
                        .build())
                .getName();
    }

    Run startRun(String job) {
        return runs().runEvaluationJob(
                        RunEvaluationJobRequest.newBuilder().setName(job).build());
    }

    Run get(String run) {
        return runs().getRun(GetRunRequest.newBuilder().setName(run).build());
    }

    List<Run> list(String job) {
        return runs().listRuns(ListRunsRequest.newBuilder()
                        .setParent(job)
                        .setPageSize(1_000)
                        .build())
                .getRunsList();
    }

    /** Waits until a run has ended. */
    Run ended(String run) {
        return Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> get(run), Run::hasEndTime);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private static <T> T ours(ByteString bytes, com.google.protobuf.Parser<T> parser) {
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
