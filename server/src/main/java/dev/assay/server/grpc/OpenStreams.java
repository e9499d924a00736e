package dev.assay.server.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows the open streams and what else lasts, to end them when the server stops: a stream may last for days, and its
 * client begins it anew elsewhere. Other calls are left to finish.
 */
final class OpenStreams implements ServerInterceptor {
    private static final Status STOPPING = Status.UNAVAILABLE.withDescription("the server is stopping");

    private final Set<ServerCall<?, ?>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    @Inject
    OpenStreams() {}

    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
            ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
        if (!LastingCalls.include(call.getMethodDescriptor())) {
            return next.startCall(call, headers);
        }
        open.add(call);
        if (stopping) {
            call.close(STOPPING, new Metadata());
        }
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onCancel() {
                open.remove(call);
                super.onCancel();
            }

            @Override
            public void onComplete() {
                open.remove(call);
                super.onComplete();
            }
        };
    }

    /** Ends every open stream with UNAVAILABLE, and those that still come. */
    void end() {
        stopping = true;
        open.forEach(call -> call.close(STOPPING, new Metadata()));
    }
}
