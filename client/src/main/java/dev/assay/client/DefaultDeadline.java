package dev.assay.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Gives unary calls a deadline where they have none. */
final class DefaultDeadline implements ClientInterceptor {
    private final long nanos;

    DefaultDeadline(Duration timeout) {
        this.nanos = timeout.toNanos();
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        boolean unary = method.getType() == MethodDescriptor.MethodType.UNARY;
        return next.newCall(
                method,
                unary && options.getDeadline() == null
                        ? options.withDeadlineAfter(nanos, TimeUnit.NANOSECONDS)
                        : options);
    }
}
