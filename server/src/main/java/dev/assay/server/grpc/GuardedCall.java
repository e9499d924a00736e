package dev.assay.server.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * A call that ends once, whoever ends it first: its handler, a deadline, a failing interceptor, or the stop of the
 * server. What comes after is dropped. Every failure leaves with its details.
 */
final class GuardedCall<ReqT, RespT> extends SimpleForwardingServerCall<ReqT, RespT> {
    private boolean closed;

    GuardedCall(ServerCall<ReqT, RespT> call) {
        super(call);
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
        if (!closed) {
            super.sendHeaders(headers);
        }
    }

    @Override
    public synchronized void sendMessage(RespT message) {
        if (!closed) {
            super.sendMessage(message);
        }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
        if (closed) {
            return;
        }
        closed = true;
        if (status.isOk()) {
            super.close(status, trailers);
            return;
        }
        Statuses.Ending ending = Statuses.detailed(status, trailers);
        super.close(ending.status(), ending.trailers());
    }

    void fail(Throwable failure) {
        Statuses.Ending ending = Statuses.ending(failure);
        close(ending.status(), ending.trailers());
    }
}
