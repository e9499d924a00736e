package dev.assay.server.grpc;

import com.google.protobuf.Message;
import dev.assay.v1.PredictionLogGrpc;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Set;

/**
 * Refuses text that cannot be stored or sent on: U+0000 and unpaired surrogates, anywhere in a request. Predictions
 * and ground truth are left out: a bad item must not spoil its batch, so each is checked where batches are read.
 */
final class TextInterceptor implements ServerInterceptor {
    private static final Set<String> CHECKED_BY_ITEM = Set.of(
            PredictionLogGrpc.getLogPredictionsMethod().getFullMethodName(),
            PredictionLogGrpc.getStreamPredictionsMethod().getFullMethodName(),
            PredictionLogGrpc.getProvideGroundTruthMethod().getFullMethodName());

    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
            ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
        ServerCall.Listener<ReqT> listener = next.startCall(call, headers);
        if (CHECKED_BY_ITEM.contains(call.getMethodDescriptor().getFullMethodName())) {
            return listener;
        }
        return new SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onMessage(ReqT message) {
                if (message instanceof Message request) {
                    Texts.check(request);
                }
                super.onMessage(message);
            }
        };
    }
}
