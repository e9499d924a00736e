package dev.assay.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.server.vocabulary.InvalidArgument;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Ends a call with the status of whatever is thrown behind this point, in interceptors and handlers alike. gRPC by
 * itself would answer UNKNOWN without a word.
 */
final class FailureInterceptor implements ServerInterceptor {
    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
            ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
        GuardedCall<ReqT, RespT> guarded = new GuardedCall<>(call);
        try {
            return new Guard<>(next.startCall(guarded, headers), guarded);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            guarded.fail(e);
            return new ServerCall.Listener<>() {};
        }
    }

    private static final class Guard<ReqT> extends SimpleForwardingServerCallListener<ReqT> {
        private final GuardedCall<ReqT, ?> call;
        private int messages;

        Guard(ServerCall.Listener<ReqT> listener, GuardedCall<ReqT, ?> call) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(ReqT message) {
            messages++;
            attempt(() -> {
                requireOneMessage(messages == 1, "more than one");
                super.onMessage(message);
            });
        }

        @Override
        public void onHalfClose() {
            attempt(() -> {
                requireOneMessage(messages == 1, "none");
                super.onHalfClose();
            });
        }

        @Override
        public void onCancel() {
            attempt(super::onCancel);
        }

        @Override
        public void onComplete() {
            attempt(super::onComplete);
        }

        @Override
        public void onReady() {
            attempt(super::onReady);
        }

        private void attempt(Runnable event) {
            try {
                event.run();
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                call.fail(e.getCause() instanceof InvalidProtocolBufferException malformed ? malformed(malformed) : e);
            }
        }

        /** gRPC by itself would answer INTERNAL, although it is the client that is at fault. */
        private void requireOneMessage(boolean one, String got) {
            if (!one && call.getMethodDescriptor().getType().clientSendsOneMessage()) {
                throw InvalidArgument.of("request", "must be exactly one message, got " + got);
            }
        }

        private InvalidArgument malformed(InvalidProtocolBufferException cause) {
            return InvalidArgument.of(
                    "request",
                    "must be the bytes of the request message of "
                            + call.getMethodDescriptor().getFullMethodName() + ": " + cause.getMessage());
        }
    }
}
