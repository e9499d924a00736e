package dev.assay.client;

import dev.assay.v1.EvaluationRunsGrpc;
import dev.assay.v1.Run;
import dev.assay.v1.WatchRunRequest;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watches one run to its end, over as many streams as it takes. */
final class RunFollower {
    private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Channel channel;
    private final String name;
    private final Consumer<Run> onChange;
    private final Deadline deadline;
    private final Backoff backoff = new Backoff(FIRST_WAIT_NANOS, LONGEST_WAIT_NANOS, new Random());
    private final CompletableFuture<Run> end = new CompletableFuture<>();
    private @Nullable Run last;

    RunFollower(Channel channel, String name, Consumer<Run> onChange, Deadline deadline) {
        this.channel = channel;
        this.name = name;
        this.onChange = onChange;
        this.deadline = deadline;
    }

    CompletableFuture<Run> follow() {
        watch();
        return end;
    }

    static boolean hasEnded(Run run) {
        return switch (run.getState()) {
            case SUCCEEDED, FAILED, CANCELLED, EMPTY, SKIPPED -> true;
            default -> false;
        };
    }

    private void watch() {
        if (!end.isDone()) {
            EvaluationRunsGrpc.newStub(channel)
                    .withDeadline(deadline)
                    .watchRun(WatchRunRequest.newBuilder().setName(name).build(), new Watching());
        }
    }

    private void changed(Run run) {
        if (!run.equals(last)) {
            last = run;
            onChange.accept(run);
        }
        backoff.reset();
    }

    private void broken(Throwable thrown) {
        if (last != null && hasEnded(last)) {
            end.complete(last);
            return;
        }
        boolean worthwhile = switch (Status.fromThrowable(thrown).getCode()) {
            case UNAVAILABLE, RESOURCE_EXHAUSTED, ABORTED, INTERNAL, UNKNOWN -> true;
            default -> false;
        };
        if (!worthwhile || deadline.isExpired()) {
            end.completeExceptionally(AssayException.of(thrown));
            return;
        }
        Executor later = CompletableFuture.delayedExecutor(backoff.next(), TimeUnit.NANOSECONDS);
        later.execute(this::watch);
    }

    private final class Watching implements ClientResponseObserver<WatchRunRequest, Run> {
        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRunRequest> call) {
            var unused = end.whenComplete((run, failure) -> call.cancel("no longer followed", failure));
        }

        @Override
        public void onNext(Run run) {
            if (end.isDone()) {
                return;
            }
            try {
                changed(run);
            } catch (RuntimeException e) {
                end.completeExceptionally(e);
                return;
            }
            if (hasEnded(run)) {
                end.complete(run);
            }
        }

        @Override
        public void onError(Throwable thrown) {
            if (!end.isDone()) {
                broken(thrown);
            }
        }

        @Override
        public void onCompleted() {
            onError(Status.UNAVAILABLE
                    .withDescription("the watch of the run ended before the run")
                    .asRuntimeException());
        }
    }
}
