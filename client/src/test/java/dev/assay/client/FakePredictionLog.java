package dev.assay.client;

import com.google.protobuf.ByteString;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.PopulationCounts;
import dev.assay.v1.Prediction;
import dev.assay.v1.PredictionLogGrpc;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.ProvideGroundTruthResponse;
import dev.assay.v1.SamplingPolicy;
import dev.assay.v1.WatchSamplingPolicyRequest;
import dev.assay.v1.WatchSamplingPolicyResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A prediction log in memory that misbehaves as told. */
final class FakePredictionLog extends PredictionLogGrpc.PredictionLogImplBase {
    static final String MODEL_VERSION = "projects/p/models/m/versions/1";

    /** What to do with one batch. */
    enum Reaction {
        ANSWER,
        BREAK_BEFORE_STORING,
        BREAK_AFTER_STORING,
        STAY_SILENT,
        SKIP_ANSWER,
        END_STREAM,
        REFUSE
    }

    final Map<String, Prediction> stored = new ConcurrentHashMap<>();
    final Map<Long, PopulationCounts> population = new ConcurrentHashMap<>();
    final List<LogPredictionsRequest> requests = new CopyOnWriteArrayList<>();
    final List<Integer> truthCalls = new CopyOnWriteArrayList<>();
    final AtomicInteger streams = new AtomicInteger();
    final List<StreamObserver<WatchSamplingPolicyResponse>> watches = new CopyOnWriteArrayList<>();

    volatile Function<LogPredictionsRequest, Reaction> reaction = request -> Reaction.ANSWER;
    volatile Status refusal = Status.INVALID_ARGUMENT.withDescription("refused for the test");
    volatile boolean readsNothing;
    volatile boolean keepsRequests = true;
    private volatile @Nullable SamplingPolicy policy;

    static SamplingPolicy policy(long interval, double percentage, SamplingPolicy.State state) {
        return SamplingPolicy.newBuilder()
                .setModelVersion(MODEL_VERSION)
                .setEvaluationJob("projects/p/evaluationJobs/j")
                .setInterval(interval)
                .setSamplePercentage(percentage)
                .setSalt(ByteString.copyFrom(new byte[16]))
                .setState(state)
                .build();
    }

    /** Sets the policy and tells those who watch. */
    synchronized void policy(SamplingPolicy changed) {
        policy = changed;
        watches.forEach(watch -> tell(watch, changed));
    }

    private static void tell(StreamObserver<WatchSamplingPolicyResponse> watch, SamplingPolicy policy) {
        watch.onNext(WatchSamplingPolicyResponse.newBuilder().setPolicy(policy).build());
    }

    @Override
    public synchronized void watchSamplingPolicy(
            WatchSamplingPolicyRequest request, StreamObserver<WatchSamplingPolicyResponse> observer) {
        ((ServerCallStreamObserver<WatchSamplingPolicyResponse>) observer)
                .setOnCancelHandler(() -> watches.remove(observer));
        SamplingPolicy now = policy;
        if (now != null) {
            tell(observer, now);
        }
        watches.add(observer);
    }

    @Override
    public StreamObserver<LogPredictionsRequest> streamPredictions(StreamObserver<LogPredictionsResponse> observer) {
        streams.incrementAndGet();
        ServerCallStreamObserver<LogPredictionsResponse> call =
                (ServerCallStreamObserver<LogPredictionsResponse>) observer;
        call.setOnCancelHandler(() -> {});
        if (readsNothing) {
            call.disableAutoRequest();
        }
        return new StreamObserver<>() {
            private boolean ended;

            @Override
            public void onNext(LogPredictionsRequest request) {
                if (!ended) {
                    ended = !react(request, call);
                }
            }

            @Override
            public void onError(Throwable thrown) {
                ended = true;
            }

            @Override
            public void onCompleted() {
                if (!ended) {
                    call.onCompleted();
                }
            }
        };
    }

    /** False if the stream is over. */
    private boolean react(LogPredictionsRequest request, StreamObserver<LogPredictionsResponse> call) {
        if (keepsRequests) {
            requests.add(request);
        }
        switch (reaction.apply(request)) {
            case ANSWER -> call.onNext(store(request));
            case STAY_SILENT -> store(request);
            case SKIP_ANSWER -> store(request);
            case BREAK_BEFORE_STORING -> {
                call.onError(Status.UNAVAILABLE
                        .withDescription("broken for the test")
                        .asRuntimeException());
                return false;
            }
            case BREAK_AFTER_STORING -> {
                store(request);
                call.onError(Status.UNAVAILABLE
                        .withDescription("broken for the test")
                        .asRuntimeException());
                return false;
            }
            case END_STREAM -> {
                call.onCompleted();
                return false;
            }
            case REFUSE -> {
                call.onError(refusal.asRuntimeException());
                return false;
            }
        }
        return true;
    }

    private LogPredictionsResponse store(LogPredictionsRequest request) {
        int sampled = 0;
        int duplicate = 0;
        LogPredictionsResponse.Builder response =
                LogPredictionsResponse.newBuilder().setSequence(request.getSequence());
        for (int i = 0; i < request.getPredictionsCount(); i++) {
            Prediction prediction = request.getPredictions(i);
            if (prediction.getInstance().startsWith("bad")) {
                response.addInvalidBuilder().setIndex(i).setReason("instance: not JSON");
            } else if (stored.putIfAbsent(prediction.getPredictionId(), prediction) == null) {
                sampled++;
            } else {
                duplicate++;
            }
        }
        if (request.hasPopulationCounts()) {
            PopulationCounts counts = request.getPopulationCounts();
            population.merge(counts.getInterval(), counts, (a, b) -> total(a) > total(b) ? a : b);
        }
        return response.setSampled(sampled).setDuplicate(duplicate).build();
    }

    private static long total(PopulationCounts counts) {
        return counts.getNotSelected() + counts.getDropped() + counts.getOverLimit();
    }

    @Override
    public void provideGroundTruth(
            ProvideGroundTruthRequest request, StreamObserver<ProvideGroundTruthResponse> observer) {
        truthCalls.add(request.getGroundTruthsCount());
        ProvideGroundTruthResponse.Builder response = ProvideGroundTruthResponse.newBuilder();
        for (GroundTruth truth : request.getGroundTruthsList()) {
            response.addResultsBuilder()
                    .setOutcome(ProvideGroundTruthResponse.Result.Outcome.APPLIED)
                    .setReason(truth.getPredictionId());
        }
        observer.onNext(response.build());
        observer.onCompleted();
    }

    /** All sequences seen, in order, with how often each came. */
    Map<Long, Integer> sequences() {
        Map<Long, Integer> seen = new LinkedHashMap<>();
        new ArrayList<>(requests).forEach(request -> seen.merge(request.getSequence(), 1, Integer::sum));
        return seen;
    }
}
