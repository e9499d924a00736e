package dev.assay.server.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import dev.assay.server.vocabulary.Violations;
import dev.assay.v1.PredictionLogGrpc;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.List;
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
                    Violations violations = new Violations();
                    check(request, "", violations);
                    violations.throwIfAny();
                }
                super.onMessage(message);
            }
        };
    }

    static void check(Message message, String path, Violations violations) {
        message.getAllFields().forEach((field, value) -> {
            String name = path + field.getName();
            if (!field.isRepeated()) {
                checkValue(field, value, name, violations);
                return;
            }
            List<?> values = (List<?>) value;
            for (int i = 0; i < values.size(); i++) {
                checkValue(field, values.get(i), name + "[" + i + "]", violations);
            }
        });
    }

    private static void checkValue(FieldDescriptor field, Object value, String name, Violations violations) {
        if (field.getJavaType() == JavaType.MESSAGE) {
            check((Message) value, name + ".", violations);
        } else if (value instanceof String text) {
            violations.require(text.indexOf('\0') < 0, name, "must not contain the character U+0000");
            violations.require(!hasUnpairedSurrogate(text), name, "must not contain an unpaired surrogate");
        }
    }

    private static boolean hasUnpairedSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair) {
                return true;
            }
            i++;
        }
        return false;
    }
}
