package dev.assay.server.whole;

import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc.DataLabelingServiceBlockingStub;
import dev.assay.datalabeling.v1beta1.PauseEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.ResumeEvaluationJobRequest;
import dev.assay.v1.EvaluationRunsGrpc;
import dev.assay.v1.EvaluationRunsGrpc.EvaluationRunsBlockingStub;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.ListRunsRequest;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.PredictionLogGrpc;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.ProvideGroundTruthResponse;
import dev.assay.v1.Run;
import dev.assay.v1.RunEvaluationJobRequest;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Calls that are repeated, each time at the next replica, until one is answered. */
final class PatientCalls {
    private static final int DEADLINE_SECONDS = 5;
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final List<ManagedChannel> replicas;
    private final Troubles troubles;
    private final AtomicInteger next = new AtomicInteger();

    PatientCalls(List<ManagedChannel> replicas, Troubles troubles) {
        this.replicas = replicas;
        this.troubles = troubles;
    }

    Run run(String job, String requestId) {
        RunEvaluationJobRequest request = RunEvaluationJobRequest.newBuilder()
                .setName(job)
                .setRequestId(requestId)
                .build();
        return repeat("RunEvaluationJob", channel -> runs(channel).runEvaluationJob(request));
    }

    List<Run> list(String job) {
        ListRunsRequest request =
                ListRunsRequest.newBuilder().setParent(job).setPageSize(1_000).build();
        return repeat("ListRuns", channel -> runs(channel).listRuns(request)).getRunsList();
    }

    void pause(String job) {
        PauseEvaluationJobRequest request =
                PauseEvaluationJobRequest.newBuilder().setName(job).build();
        repeat("PauseEvaluationJob", channel -> labeling(channel).pauseEvaluationJob(request));
    }

    void resume(String job) {
        ResumeEvaluationJobRequest request =
                ResumeEvaluationJobRequest.newBuilder().setName(job).build();
        repeat("ResumeEvaluationJob", channel -> labeling(channel).resumeEvaluationJob(request));
    }

    ProvideGroundTruthResponse truths(String job, List<GroundTruth> truths) {
        ProvideGroundTruthRequest request = ProvideGroundTruthRequest.newBuilder()
                .setEvaluationJob(job)
                .addAllGroundTruths(truths)
                .build();
        return repeat(
                "ProvideGroundTruth",
                channel -> timed(PredictionLogGrpc.newBlockingStub(channel)).provideGroundTruth(request));
    }

    LogPredictionsResponse log(ManagedChannel replica, LogPredictionsRequest request) {
        return repeat(
                "LogPredictions",
                ignored -> timed(PredictionLogGrpc.newBlockingStub(replica)).logPredictions(request));
    }

    private <T> T repeat(String call, Function<Channel, T> attempt) {
        long begun = System.nanoTime();
        while (true) {
            try {
                return attempt.apply(replicas.get(Math.floorMod(next.getAndIncrement(), replicas.size())));
            } catch (StatusRuntimeException e) {
                switch (e.getStatus().getCode()) {
                    // The job may be paused just now: that is an answer.
                    case FAILED_PRECONDITION, NOT_FOUND, INVALID_ARGUMENT -> throw e;
                    default -> troubles.failed(call, e);
                }
                if (System.nanoTime() - begun > LIMIT_NANOS) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static EvaluationRunsBlockingStub runs(Channel channel) {
        return timed(EvaluationRunsGrpc.newBlockingStub(channel));
    }

    private static DataLabelingServiceBlockingStub labeling(Channel channel) {
        return timed(DataLabelingServiceGrpc.newBlockingStub(channel));
    }

    private static <S extends io.grpc.stub.AbstractStub<S>> S timed(S stub) {
        return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
}
