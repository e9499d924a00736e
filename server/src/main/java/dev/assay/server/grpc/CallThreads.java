package dev.assay.server.grpc;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import jakarta.inject.Inject;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that calls are worked on. Endpoints block, on the store above all, so their number bounds the work under
 * way; the calls that wait for a thread are bounded by {@link LimitInterceptor}.
 */
final class CallThreads {
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor timer;

    @Inject
    CallThreads(GrpcConfig config) {
        workers = new ThreadPoolExecutor(
                config.callThreads(),
                config.callThreads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                named("call-%d"));
        workers.allowCoreThreadTimeOut(true);
        timer = (ScheduledThreadPoolExecutor) Executors.newScheduledThreadPool(1, named("deadline-%d"));
        // Nearly every call ends long before its deadline.
        timer.setRemoveOnCancelPolicy(true);
    }

    Executor workers() {
        return workers;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    void stop() {
        workers.shutdown();
        timer.shutdownNow();
    }

    private static ThreadFactory named(String format) {
        return new ThreadFactoryBuilder().setNameFormat(format).setDaemon(true).build();
    }
}
