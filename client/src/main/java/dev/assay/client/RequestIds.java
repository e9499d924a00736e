package dev.assay.client;

import dev.assay.v1.ReevaluateRunRequest;
import dev.assay.v1.RetryRunRequest;
import dev.assay.v1.RunEvaluationJobRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.MethodDescriptor;
import java.util.UUID;

/**
 * Gives calls that start work a {@code request_id} where they have none. It stands before gRPC's retries, so all attempts
 * of one call share the id; only that makes retrying them harmless.
 */
final class RequestIds implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<Q, A>(next.newCall(method, options)) {
            @Override
            public void sendMessage(Q message) {
                super.sendMessage(withId(message));
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <Q> Q withId(Q message) {
        if (message instanceof RunEvaluationJobRequest run && run.getRequestId().isEmpty()) {
            return (Q) run.toBuilder().setRequestId(newId()).build();
        } else if (message instanceof RetryRunRequest retry
                && retry.getRequestId().isEmpty()) {
            return (Q) retry.toBuilder().setRequestId(newId()).build();
        } else if (message instanceof ReevaluateRunRequest again
                && again.getRequestId().isEmpty()) {
            return (Q) again.toBuilder().setRequestId(newId()).build();
        }
        return message;
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
