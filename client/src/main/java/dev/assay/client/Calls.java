package dev.assay.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Unary calls as futures that fail with {@link AssayException} and cancel their call when cancelled. */
final class Calls {
    private final Channel channel;
    private final @Nullable Duration deadline;

    Calls(Channel channel, @Nullable Duration deadline) {
        this.channel = channel;
        this.deadline = deadline;
    }

    Calls withDeadline(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("deadline must be positive: " + timeout);
        }
        return new Calls(channel, timeout);
    }

    Channel channel() {
        return channel;
    }

    <Q, A> CompletableFuture<A> start(MethodDescriptor<Q, A> method, Q request) {
        return start(method, request, Function.identity());
    }

    /** A call whose answer says nothing. */
    <Q, A> CompletableFuture<Void> startVoid(MethodDescriptor<Q, A> method, Q request) {
        return start(method, request, answer -> null);
    }

    <Q, A, B> CompletableFuture<B> start(MethodDescriptor<Q, A> method, Q request, Function<A, B> read) {
        CallOptions options = deadline == null
                ? CallOptions.DEFAULT
                : CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
        ClientCall<Q, A> call = channel.newCall(method, options);
        CompletableFuture<B> future = new CompletableFuture<>();
        var unused = future.whenComplete((answer, failure) -> {
            if (future.isCancelled()) {
                call.cancel("cancelled by the caller", failure);
            }
        });
        ClientCalls.asyncUnaryCall(call, request, new Completing<>(future, read));
        return future;
    }

    /** Waits for a call on the caller's thread. */
    static <A> A await(CompletableFuture<A> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof AssayException failure) {
                throw failure.onThisThread();
            }
            throw cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw AssayException.of(Status.CANCELLED
                    .withDescription("the calling thread was interrupted")
                    .withCause(e)
                    .asRuntimeException());
        }
    }

    private record Completing<A, B>(CompletableFuture<B> future, Function<A, B> read) implements StreamObserver<A> {
        @Override
        public void onNext(A answer) {
            future.complete(read.apply(answer));
        }

        @Override
        public void onError(Throwable thrown) {
            future.completeExceptionally(AssayException.of(thrown));
        }

        @Override
        public void onCompleted() {
            // Only an answer without a message leaves the future open here.
            future.completeExceptionally(AssayException.of(Status.INTERNAL
                    .withDescription("answered without a message")
                    .asRuntimeException()));
        }
    }
}
