package dev.assay.server.grpc;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gives unary calls a deadline whose client set none. A deadline that a client did set stands as it is. */
final class DeadlineInterceptor implements ServerInterceptor {
    private final Duration limit;
    private final ScheduledExecutorService timer;

    DeadlineInterceptor(Duration limit, ScheduledExecutorService timer) {
        this.limit = limit;
        this.timer = timer;
    }

    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
            ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
        boolean unary = call.getMethodDescriptor().getType() == MethodType.UNARY;
        if (!unary || Context.current().getDeadline() != null) {
            return next.startCall(call, headers);
        }
        CancellableContext context = Context.current().withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS, timer);
        context.addListener(ended -> closeIfLate(ended, call), Runnable::run);
        try {
            return new Ending<>(Contexts.interceptCall(context, call, headers, next), context);
        } catch (Throwable e) {
            context.cancel(e);
            throw e;
        }
    }

    private void closeIfLate(Context context, ServerCall<?, ?> call) {
        if (context.cancellationCause() instanceof TimeoutException) {
            String message = "the call took longer than the server's limit of " + limit.toMillis() + " ms";
            call.close(Status.DEADLINE_EXCEEDED.withDescription(message), new Metadata());
        }
    }

    private static final class Ending<ReqT> extends SimpleForwardingServerCallListener<ReqT> {
        private final CancellableContext context;

        Ending(ServerCall.Listener<ReqT> listener, CancellableContext context) {
            super(listener);
            this.context = context;
        }

        @Override
        public void onCancel() {
            try {
                super.onCancel();
            } finally {
                context.cancel(null);
            }
        }

        @Override
        public void onComplete() {
            try {
                super.onComplete();
            } finally {
                context.cancel(null);
            }
        }
    }
}
