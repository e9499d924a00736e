package dev.assay.server.grpc;

import jakarta.inject.Inject;
import java.util.concurrent.Executor;

/** The threads that store what streams bring in: those of the calls, since both wait for the same store. */
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
