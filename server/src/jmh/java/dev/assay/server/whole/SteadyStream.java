package dev.assay.server.whole;

import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.Prediction;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One stream of predictions with a few requests on their way at a time; every prediction must be stored. */
final class SteadyStream implements AutoCloseable {
    private static final int IN_FLIGHT = 16;

    private final Semaphore room = new Semaphore(IN_FLIGHT);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final StreamObserver<LogPredictionsRequest> requests;
    private final String modelVersion;
    private final String instance;
    private final String prediction;
    private long sequence;

    SteadyStream(Api api, String modelVersion, String instance, String prediction) {
        this.modelVersion = modelVersion;
        this.instance = instance;
        this.prediction = prediction;
        this.requests = api.logAsync().streamPredictions(new Answers());
    }

    /** Sends batches of predictions with these ids and waits until all are answered. */
    void send(List<List<String>> batches) throws InterruptedException {
        for (List<String> ids : batches) {
            LogPredictionsRequest.Builder request = LogPredictionsRequest.newBuilder()
                    .setModelVersion(modelVersion)
                    .setSequence(++sequence);
            for (String id : ids) {
                request.addPredictions(Prediction.newBuilder()
                        .setPredictionId(id)
                        .setInstance(instance)
                        .setPrediction(prediction));
            }
            acquire(1);
            requests.onNext(request.build());
        }
        acquire(IN_FLIGHT);
        room.release(IN_FLIGHT);
    }

    private void acquire(int permits) throws InterruptedException {
        room.acquire(permits);
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException(thrown);
        }
    }

    @Override
    public void close() {
        requests.onCompleted();
    }

    private final class Answers implements StreamObserver<LogPredictionsResponse> {
        @Override
        public void onNext(LogPredictionsResponse response) {
            if (response.getNotSelected() + response.getOverLimit() + response.getInvalidCount() > 0) {
                onError(new IllegalStateException("not all were stored: " + response));
            }
            room.release();
        }

        @Override
        public void onError(Throwable thrown) {
            failure.set(thrown);
            room.release(IN_FLIGHT);
        }

        @Override
        public void onCompleted() {}
    }
}
