package dev.assay.server.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * Answers a watch: sends the newest message as soon as the client can take it. A client that is slower than the changes
 * misses those in between, never the last one, and costs no memory.
 */
final class WatchStream<T> {
    private final ServerCallStreamObserver<T> call;
    private @Nullable T pending;
    private boolean ending;
    private boolean ended;

    /**
     * Takes over a call. To be made within the handler, before it returns.
     *
     * @param onEnd what to clean up when the call has ended, whoever ended it; may be called more than once
     */
    WatchStream(StreamObserver<T> observer, Runnable onEnd) {
        this.call = (ServerCallStreamObserver<T>) observer;
        Runnable end = () -> {
            stop();
            onEnd.run();
        };
        call.setOnCancelHandler(end);
        // Interceptors end calls too, without a cancellation.
        call.setOnCloseHandler(end);
        call.setOnReadyHandler(this::flush);
    }

    /** The newest message. */
    synchronized void send(T message) {
        pending = message;
        flush();
    }

    /** The last message; the call ends well after it. */
    synchronized void finish(T message) {
        ending = true;
        send(message);
    }

    /** The call ends with a failure. */
    synchronized void fail(Throwable failure) {
        if (!ended) {
            ended = true;
            call.onError(Statuses.of(failure));
        }
    }

    private synchronized void stop() {
        ended = true;
        pending = null;
    }

    private synchronized void flush() {
        if (ended || call.isCancelled() || pending == null || !call.isReady()) {
            return;
        }
        T message = pending;
        pending = null;
        call.onNext(message);
        if (ending) {
            ended = true;
            call.onCompleted();
        }
    }
}
