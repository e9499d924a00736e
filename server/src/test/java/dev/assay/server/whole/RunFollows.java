package dev.assay.server.whole;

import dev.assay.v1.EvaluationRunsGrpc;
import dev.assay.v1.Run;
import dev.assay.v1.WatchRunRequest;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Watches runs to their end; a watch that breaks is taken up again at the next replica. */
final class RunFollows implements AutoCloseable {
    private static final long PAUSE_MILLIS = 300;
    /** A stalled replica breaks no connection, so a watch is renewed now and then, as clients' deadlines do. */
    private static final long DEADLINE_SECONDS = 5;

    private final List<ManagedChannel> replicas;
    private final Troubles troubles;
    private final AtomicInteger next = new AtomicInteger();
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();

    RunFollows(List<ManagedChannel> replicas, Troubles troubles) {
        this.replicas = replicas;
        this.troubles = troubles;
    }

    void follow(String run) {
        if (open.add(run)) {
            watch(run);
        }
    }

    /** Runs whose end was not seen yet. */
    Set<String> open() {
        return Set.copyOf(open);
    }

    @Override
    public void close() {
        later.shutdownNow();
    }

    private void watch(String run) {
        EvaluationRunsGrpc.newStub(replicas.get(Math.floorMod(next.getAndIncrement(), replicas.size())))
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .watchRun(WatchRunRequest.newBuilder().setName(run).build(), new Watch(run));
    }

    private final class Watch implements StreamObserver<Run> {
        private final String run;
        private @Nullable Run last;

        Watch(String run) {
            this.run = run;
        }

        @Override
        public void onNext(Run current) {
            last = current;
        }

        @Override
        public void onError(Throwable broken) {
            troubles.failed("WatchRun", broken);
            if (!later.isShutdown()) {
                later.schedule(() -> watch(run), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void onCompleted() {
            if (last == null || !last.hasEndTime()) {
                troubles.unexpected("a watch completed before its run: " + last);
            }
            open.remove(run);
        }
    }
}
