package dev.assay.server.grpc;

import jakarta.inject.Inject;
import java.util.concurrent.Executor;

/** The threads that do the store's part of calls that last: those of all calls, since all wait for the same store. */
final class StreamWorkers {
    private final Executor executor;

    @Inject
    StreamWorkers(CallThreads threads) {
        this(threads.workers());
    }

    StreamWorkers(Executor executor) {
        this.executor = executor;
    }

    Executor executor() {
        return executor;
    }
}
