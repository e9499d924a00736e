package dev.assay.server.grpc;

import dev.assay.server.sampling.Batch;
import dev.assay.server.sampling.Ingestion;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.Overloaded;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.LogPredictionsResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One stream of predictions. Messages queue up while one worker at a time stores what has come so far, several messages
 * together, and answers them in order; only that worker touches the outgoing side.
 *
 * <p>The stream asks for so many messages that the largest seen so far would fill its window, and for none while the
 * server has no room or the client does not read its answers.
 */
final class PredictionStream implements StreamObserver<LogPredictionsRequest> {
    private static final int MAX_ASKED = 128;
    private static final int MAX_PREDICTIONS_TOGETHER = 2_000;
    private static final long MAX_BYTES_TOGETHER = 4 << 20;

    private final ServerCallStreamObserver<LogPredictionsResponse> client;
    private final Ingestion ingestion;
    private final QueuedBytes queuedBytes;
    private final StreamWorkers workers;
    private final InstantSource clock;

    private final Queue<LogPredictionsRequest> queue = new ArrayDeque<>();
    private int asked = 1;
    /** Until messages have shown their size, they count as large: one is asked for at a time. */
    private long largestBytes = 1 << 20;

    private boolean working;
    private boolean lookAgain;
    private boolean halfClosed;
    private boolean over;
    private @Nullable Throwable failure;

    PredictionStream(
            ServerCallStreamObserver<LogPredictionsResponse> client,
            Ingestion ingestion,
            QueuedBytes queuedBytes,
            StreamWorkers workers,
            InstantSource clock) {
        this.client = client;
        this.ingestion = ingestion;
        this.queuedBytes = queuedBytes;
        this.workers = workers;
        this.clock = clock;
    }

    /** Begins to listen; called while the call is being set up. */
    PredictionStream start() {
        client.disableAutoRequest();
        client.setOnReadyHandler(this::call);
        client.setOnCancelHandler(this::cancel);
        // Interceptors end calls too, without a cancellation.
        client.setOnCloseHandler(this::cancel);
        queuedBytes.opened();
        client.request(asked);
        return this;
    }

    // --- what the client does -------------------------------------------------------------------------------------

    @Override
    public void onNext(LogPredictionsRequest request) {
        synchronized (this) {
            asked--;
            if (over || failure != null) {
                return;
            }
            try {
                queuedBytes.hold(request.getSerializedSize());
                queue.add(request);
                // One large message slows the stream down for the next dozens, not for ever.
                largestBytes = Math.max(request.getSerializedSize(), largestBytes - largestBytes / 16);
            } catch (Overloaded e) {
                // Messages far larger than those before: they were asked for and find no room.
                failure = e;
            }
        }
        call();
    }

    @Override
    public void onCompleted() {
        synchronized (this) {
            halfClosed = true;
        }
        call();
    }

    @Override
    public void onError(Throwable broken) {
        cancel();
    }

    private void cancel() {
        finish();
    }

    // --- what the worker does -------------------------------------------------------------------------------------

    /** Has a worker look at the stream, now or after what it is doing. */
    private void call() {
        synchronized (this) {
            lookAgain = true;
            if (working || over) {
                return;
            }
            working = true;
        }
        try {
            workers.executor().execute(this::work);
        } catch (RejectedExecutionException e) {
            end(new Unavailable("the server is stopping", e));
        }
    }

    private void work() {
        List<LogPredictionsRequest> taken = take();
        if (!taken.isEmpty()) {
            store(taken);
        }
        boolean drained;
        boolean more;
        Throwable refused;
        synchronized (this) {
            refused = failure;
            drained = queue.isEmpty() && (halfClosed || refused != null);
            askForMore();
            more = lookAgain || !queue.isEmpty();
            working = false;
        }
        if (drained && refused != null) {
            end(refused);
        } else if (drained && finish()) {
            client.onCompleted();
        } else if (more) {
            // As a task of its own, so that one busy stream does not keep a worker from the others.
            call();
        }
    }

    private synchronized List<LogPredictionsRequest> take() {
        lookAgain = false;
        List<LogPredictionsRequest> taken = new ArrayList<>();
        long predictions = 0;
        long bytes = 0;
        for (LogPredictionsRequest next = queue.peek(); next != null; next = queue.peek()) {
            predictions += next.getPredictionsCount();
            bytes += next.getSerializedSize();
            if (!taken.isEmpty() && (predictions > MAX_PREDICTIONS_TOGETHER || bytes > MAX_BYTES_TOGETHER)) {
                break;
            }
            taken.add(queue.remove());
        }
        askForMore();
        return taken;
    }

    /** Stores requests up to the first that is malformed and answers them; that one ends the stream. */
    private void store(List<LogPredictionsRequest> taken) {
        try {
            List<Batch> batches = new ArrayList<>(taken.size());
            Throwable malformed = null;
            for (int i = 0; i < taken.size() && malformed == null; i++) {
                try {
                    batches.add(PredictionLogProtos.batch(taken.get(i)));
                } catch (RuntimeException e) {
                    malformed = e;
                }
            }
            if (!batches.isEmpty()) {
                List<Batch.Result> results = ingestion.ingest(batches, Micros.truncate(clock.instant()));
                for (int i = 0; i < results.size(); i++) {
                    answer(PredictionLogProtos.response(taken.get(i), results.get(i)));
                }
            }
            if (malformed != null) {
                end(malformed);
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            end(e);
        } finally {
            queuedBytes.release(taken.stream()
                    .mapToLong(LogPredictionsRequest::getSerializedSize)
                    .sum());
        }
    }

    private void answer(LogPredictionsResponse response) {
        if (!client.isCancelled()) {
            client.onNext(response);
        }
    }

    private void askForMore() {
        if (over || halfClosed || failure != null || !client.isReady() || !queuedBytes.hasRoomOrCalls(this::call)) {
            return;
        }
        long most = Math.max(1, Math.min(MAX_ASKED, queuedBytes.windowBytes() / largestBytes));
        int more = (int) (most - asked - queue.size());
        if (more > 0) {
            asked += more;
            client.request(more);
        }
    }

    /** Ends the stream with a failure; what is queued was never answered, so the client sends it again. */
    private void end(Throwable thrown) {
        if (finish()) {
            client.onError(Statuses.of(thrown));
        }
    }

    /** Drops what is queued; false if the stream was over before. */
    private boolean finish() {
        long bytes;
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
            bytes = queue.stream()
                    .mapToLong(LogPredictionsRequest::getSerializedSize)
                    .sum();
            queue.clear();
        }
        queuedBytes.closed();
        // Not under the lock: others that wait for room are called, and they lock themselves.
        queuedBytes.release(bytes);
        return true;
    }
}
