package dev.assay.server.grpc;

import dev.assay.server.sampling.Batch;
import dev.assay.server.sampling.GroundTruthIntake;
import dev.assay.server.sampling.Ingestion;
import dev.assay.server.sampling.PolicyWatch;
import dev.assay.server.sampling.Sampling;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.v1.GetSamplingPolicyRequest;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.PredictionLogGrpc.PredictionLogImplBase;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.ProvideGroundTruthResponse;
import dev.assay.v1.SamplingPolicy;
import dev.assay.v1.WatchSamplingPolicyRequest;
import dev.assay.v1.WatchSamplingPolicyResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Predictions and ground truth in, policies out. */
final class PredictionLogEndpoint extends PredictionLogImplBase {
    private final Ingestion ingestion;
    private final GroundTruthIntake groundTruth;
    private final Sampling sampling;
    private final PolicyWatch policies;
    private final QueuedBytes queuedBytes;
    private final StreamWorkers workers;
    private final InstantSource clock;

    @Inject
    PredictionLogEndpoint(
            Ingestion ingestion,
            GroundTruthIntake groundTruth,
            Sampling sampling,
            PolicyWatch policies,
            QueuedBytes queuedBytes,
            StreamWorkers workers,
            InstantSource clock) {
        this.ingestion = ingestion;
        this.groundTruth = groundTruth;
        this.sampling = sampling;
        this.policies = policies;
        this.queuedBytes = queuedBytes;
        this.workers = workers;
        this.clock = clock;
    }

    @Override
    public void logPredictions(LogPredictionsRequest request, StreamObserver<LogPredictionsResponse> observer) {
        Answers.unary(
                observer,
                () -> queuedBytes.during(request.getSerializedSize(), () -> {
                    List<Batch> batch = List.of(PredictionLogProtos.batch(request));
                    return PredictionLogProtos.response(
                            request, ingestion.ingest(batch, now()).get(0));
                }));
    }

    @Override
    public StreamObserver<LogPredictionsRequest> streamPredictions(StreamObserver<LogPredictionsResponse> observer) {
        ServerCallStreamObserver<LogPredictionsResponse> client =
                (ServerCallStreamObserver<LogPredictionsResponse>) observer;
        return new PredictionStream(client, ingestion, queuedBytes, workers, clock).start();
    }

    @Override
    public void provideGroundTruth(
            ProvideGroundTruthRequest request, StreamObserver<ProvideGroundTruthResponse> observer) {
        Answers.unary(
                observer,
                () -> queuedBytes.during(request.getSerializedSize(), () -> {
                    ResourceName job = PredictionLogProtos.job(request.getEvaluationJob());
                    return PredictionLogProtos.response(
                            groundTruth.provide(job, PredictionLogProtos.truths(request), now()));
                }));
    }

    @Override
    public void getSamplingPolicy(GetSamplingPolicyRequest request, StreamObserver<SamplingPolicy> observer) {
        Answers.unary(
                observer,
                () -> PredictionLogProtos.policy(
                        sampling.policy(PredictionLogProtos.modelVersion(request.getModelVersion()))));
    }

    @Override
    public void watchSamplingPolicy(
            WatchSamplingPolicyRequest request, StreamObserver<WatchSamplingPolicyResponse> observer) {
        try {
            ResourceName modelVersion = PredictionLogProtos.modelVersion(request.getModelVersion());
            new PolicyStream((ServerCallStreamObserver<WatchSamplingPolicyResponse>) observer)
                    .start(policies, modelVersion, clock);
        } catch (RuntimeException e) {
            observer.onError(Statuses.of(e));
        }
    }

    private Instant now() {
        return Micros.truncate(clock.instant());
    }
}
