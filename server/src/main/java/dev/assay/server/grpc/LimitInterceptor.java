package dev.assay.server.grpc;

import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Overloaded;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Bounds the calls under way, over all doors; streams and what else lasts are counted apart. */
final class LimitInterceptor implements ServerInterceptor {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Semaphore calls;
    private final Semaphore streams;
    private final Counters counters;

    LimitInterceptor(int maxCalls, int maxStreams, Counters counters) {
        this.calls = new Semaphore(maxCalls);
        this.streams = new Semaphore(maxStreams);
        this.counters = counters;
    }

    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
            ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
        boolean lasting = LastingCalls.include(call.getMethodDescriptor());
        Semaphore places = lasting ? streams : calls;
        if (!places.tryAcquire()) {
            counters.add("assay.calls.refused", 1, "kind", lasting ? "stream" : "call");
            throw new Overloaded("too many " + (lasting ? "streams are open" : "calls are under way"), RETRY_AFTER);
        }
        try {
            return new Place<>(next.startCall(call, headers), places);
        } catch (Throwable e) {
            places.release();
            throw e;
        }
    }

    /** Gives the place back at the end, of which gRPC tells every listener exactly once. */
    private static final class Place<ReqT> extends SimpleForwardingServerCallListener<ReqT> {
        private final Semaphore places;

        Place(ServerCall.Listener<ReqT> listener, Semaphore places) {
            super(listener);
            this.places = places;
        }

        @Override
        public void onCancel() {
            places.release();
            super.onCancel();
        }

        @Override
        public void onComplete() {
            places.release();
            super.onComplete();
        }
    }
}
