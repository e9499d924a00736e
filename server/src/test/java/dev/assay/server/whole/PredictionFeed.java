package dev.assay.server.whole;

import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.Prediction;
import dev.assay.v1.PredictionLogGrpc;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends predictions as the contract tells clients to: over one stream, and after a break everything above the last
 * answered sequence again, here to the next replica, while the one before may still be at it.
 */
final class PredictionFeed implements Runnable {
    private static final int PREDICTIONS = 4;
    private static final int WINDOW = 6;
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final String name;
    private final String modelVersion;
    private final List<ManagedChannel> replicas;
    private final Acknowledged acknowledged;
    private final Troubles troubles;

    private final Deque<LogPredictionsRequest> unanswered = new ArrayDeque<>();
    private @Nullable Attempt current;
    private int replica;
    private long sequence;
    private long lastAnswerNanos;
    private boolean ending;

    PredictionFeed(
            String modelVersion,
            int first,
            List<ManagedChannel> replicas,
            Acknowledged acknowledged,
            Troubles troubles) {
        this.name = modelVersion.substring(modelVersion.lastIndexOf('/') + 1) + "-" + first;
        this.modelVersion = modelVersion;
        this.replica = first;
        this.replicas = replicas;
        this.acknowledged = acknowledged;
        this.troubles = troubles;
    }

    /** Nothing new is sent from now on; it ends when all is answered. */
    synchronized void end() {
        ending = true;
        notifyAll();
    }

    @Override
    public void run() {
        try {
            while (step()) {}
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean step() throws InterruptedException {
        if (ending && unanswered.isEmpty()) {
            if (current != null) {
                current.requests.onCompleted();
                current = null;
            }
            return false;
        }
        if (current == null) {
            open();
        } else if (!unanswered.isEmpty() && System.nanoTime() - lastAnswerNanos > ANSWER_NANOS) {
            // Not the server's failure: it may be stalled.
            current.requests.cancel("no answer", null);
            current = null;
        } else if (!ending && unanswered.size() < WINDOW) {
            send();
        }
        TimeUnit.NANOSECONDS.timedWait(this, current == null ? PAUSE_NANOS : PERIOD_NANOS);
        return true;
    }

    private void open() {
        replica = (replica + 1) % replicas.size();
        Attempt attempt = new Attempt();
        current = attempt;
        lastAnswerNanos = System.nanoTime();
        PredictionLogGrpc.newStub(replicas.get(replica)).streamPredictions(attempt);
        unanswered.forEach(attempt.requests::onNext);
    }

    private void send() {
        LogPredictionsRequest.Builder request =
                LogPredictionsRequest.newBuilder().setModelVersion(modelVersion).setSequence(sequence);
        for (int i = 0; i < PREDICTIONS; i++) {
            request.addPredictions(Prediction.newBuilder()
                    .setPredictionId(name + "-" + sequence + "-" + i)
                    .setInstance("{\"image\":\"\"}")
                    .setPrediction("{\"labels\":[\"" + (sequence + i) % 10 + "\"],\"scores\":[0.9]}"));
        }
        sequence++;
        if (unanswered.isEmpty()) {
            lastAnswerNanos = System.nanoTime();
        }
        unanswered.add(request.build());
        acknowledged.offered(PREDICTIONS);
        if (current != null) {
            current.requests.onNext(unanswered.getLast());
        }
    }

    private synchronized void answered(Attempt by, LogPredictionsResponse answer) {
        if (by != current) {
            return;
        }
        LogPredictionsRequest oldest = unanswered.poll();
        if (oldest == null || oldest.getSequence() != answer.getSequence()) {
            troubles.unexpected(name + ": an answer out of order: " + answer.getSequence() + " for " + oldest);
            return;
        }
        lastAnswerNanos = System.nanoTime();
        acknowledged.answered(oldest, answer);
    }

    private synchronized void broken(Attempt attempt, Throwable thrown) {
        if (attempt == current) {
            troubles.failed("StreamPredictions", thrown);
            current = null;
        }
    }

    private final class Attempt implements ClientResponseObserver<LogPredictionsRequest, LogPredictionsResponse> {
        @SuppressWarnings("NullAway.Init") // gRPC sets it before the call begins
        private ClientCallStreamObserver<LogPredictionsRequest> requests;

        @Override
        public void beforeStart(ClientCallStreamObserver<LogPredictionsRequest> stream) {
            requests = stream;
        }

        @Override
        public void onNext(LogPredictionsResponse answer) {
            answered(this, answer);
        }

        @Override
        public void onError(Throwable thrown) {
            broken(this, thrown);
        }

        @Override
        public void onCompleted() {
            broken(this, new IllegalStateException("the server completed a stream that the client had not"));
        }
    }
}
