package dev.assay.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.assay.server.sampling.Batch;
import dev.assay.server.sampling.GroundTruthIntake;
import dev.assay.server.sampling.Offered;
import dev.assay.server.sampling.Policy;
import dev.assay.server.sampling.PopulationCounts;
import dev.assay.server.sampling.Sampler;
import dev.assay.server.sampling.Truth;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Violations;
import dev.assay.v1.InvalidPrediction;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.Prediction;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.ProvideGroundTruthResponse;
import dev.assay.v1.SamplingPolicy;
import dev.assay.v1.WatchSamplingPolicyResponse;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Translates between the messages of {@code PredictionLog} and sampling's records; checks the shape of requests. */
final class PredictionLogProtos {
    private static final int MAX_BATCH = 10_000;
    private static final int MAX_CLIENT_ID_CHARS = 64;
    /** More than any client predicts in an interval; sums over millions of clients still fit into 64 bits. */
    private static final long MAX_COUNT = 1_000_000_000_000L;

    private PredictionLogProtos() {}

    static ResourceName modelVersion(String name) {
        return ResourceName.parse(ResourceKind.MODEL_VERSION, "model_version", name);
    }

    static ResourceName job(String name) {
        return ResourceName.parse(ResourceKind.EVALUATION_JOB, "evaluation_job", name);
    }

    /**
     * Reads a batch.
     *
     * @throws InvalidArgument if the request as a whole is malformed; a single prediction never makes it so
     */
    static Batch batch(LogPredictionsRequest request) {
        requireBatch("predictions", request.getPredictionsCount());
        return new Batch(
                modelVersion(request.getModelVersion()),
                request.getPredictionsList().stream()
                        .map(PredictionLogProtos::offered)
                        .toList(),
                request.hasPopulationCounts() ? counts(request.getPopulationCounts()) : null);
    }

    static LogPredictionsResponse response(LogPredictionsRequest request, Batch.Result result) {
        LogPredictionsResponse.Builder response = LogPredictionsResponse.newBuilder()
                .setSequence(request.getSequence())
                .setSampled(result.sampled())
                .setNotSelected(result.notSelected())
                .setOverLimit(result.overLimit())
                .setDuplicate(result.duplicate())
                .setPaused(result.paused())
                .setNoJob(result.noJob());
        result.invalid()
                .forEach(invalid -> response.addInvalid(
                        InvalidPrediction.newBuilder().setIndex(invalid.index()).setReason(invalid.reason())));
        return response.build();
    }

    private static Offered offered(Prediction prediction) {
        if (prediction.hasTime() && !Timestamps.isValid(prediction.getTime())) {
            return new Offered.Unreadable("time: must be from the years 1 to 9999 with nanos from 0 to 999999999");
        }
        return new Offered.Prediction(
                prediction.getPredictionId(),
                prediction.hasTime() ? time(prediction.getTime()) : null,
                prediction.getInstance(),
                prediction.getPrediction());
    }

    private static @Nullable Instant time(Timestamp time) {
        return Micros.truncate(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()));
    }

    private static PopulationCounts counts(dev.assay.v1.PopulationCounts counts) {
        String id = counts.getClientId();
        Violations violations = new Violations();
        violations.require(
                !id.isEmpty()
                        && id.length() <= MAX_CLIENT_ID_CHARS
                        && id.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c)),
                "population_counts.client_id",
                "must be 1 to " + MAX_CLIENT_ID_CHARS + " characters, none a control character, got "
                        + Shown.value(id));
        violations.require(
                counts.getInterval() > 0,
                "population_counts.interval",
                "must be that of a policy, got " + counts.getInterval());
        requireCount(violations, "population_counts.not_selected", counts.getNotSelected());
        requireCount(violations, "population_counts.dropped", counts.getDropped());
        requireCount(violations, "population_counts.over_limit", counts.getOverLimit());
        violations.throwIfAny();
        return new PopulationCounts(
                id, counts.getInterval(), counts.getNotSelected(), counts.getDropped(), counts.getOverLimit());
    }

    private static void requireCount(Violations violations, String field, long number) {
        violations.require(
                number >= 0 && number <= MAX_COUNT, field, "must be from 0 to " + MAX_COUNT + ", got " + number);
    }

    static List<Truth> truths(ProvideGroundTruthRequest request) {
        requireBatch("ground_truths", request.getGroundTruthsCount());
        return request.getGroundTruthsList().stream()
                .map(truth -> new Truth(truth.getPredictionId(), truth.getGroundTruth()))
                .toList();
    }

    static ProvideGroundTruthResponse response(List<GroundTruthIntake.Result> results) {
        ProvideGroundTruthResponse.Builder response = ProvideGroundTruthResponse.newBuilder();
        results.forEach(result -> response.addResultsBuilder()
                .setOutcome(outcome(result.outcome()))
                .setReason(result.reason()));
        return response.build();
    }

    private static ProvideGroundTruthResponse.Result.Outcome outcome(GroundTruthIntake.Outcome outcome) {
        return switch (outcome) {
            case APPLIED -> ProvideGroundTruthResponse.Result.Outcome.APPLIED;
            case NOT_SELECTED -> ProvideGroundTruthResponse.Result.Outcome.NOT_SELECTED;
            case HELD -> ProvideGroundTruthResponse.Result.Outcome.HELD;
            case UNKNOWN -> ProvideGroundTruthResponse.Result.Outcome.UNKNOWN;
            case INVALID -> ProvideGroundTruthResponse.Result.Outcome.INVALID;
        };
    }

    private static void requireBatch(String field, int size) {
        if (size > MAX_BATCH) {
            throw InvalidArgument.of(field, "must be at most " + MAX_BATCH + ", got " + size);
        }
    }

    static WatchSamplingPolicyResponse watchResponse(Policy policy) {
        return WatchSamplingPolicyResponse.newBuilder()
                .setPolicy(policy(policy))
                .build();
    }

    static SamplingPolicy policy(Policy policy) {
        SamplingPolicy.Builder message = SamplingPolicy.newBuilder()
                .setModelVersion(policy.modelVersion().toString())
                .setState(state(policy.state()));
        Sampler sampler = policy.sampler();
        if (sampler != null) {
            message.setEvaluationJob(sampler.job().toString())
                    .setInterval(sampler.interval())
                    .setSamplePercentage(sampler.settings().samplePercentage())
                    .setSalt(ByteString.copyFrom(sampler.salt()));
        }
        return message.build();
    }

    private static SamplingPolicy.State state(Policy.State state) {
        return switch (state) {
            case OPEN -> SamplingPolicy.State.OPEN;
            case FULL -> SamplingPolicy.State.FULL;
            case PAUSED -> SamplingPolicy.State.PAUSED;
            case CLOSED -> SamplingPolicy.State.CLOSED;
        };
    }
}
