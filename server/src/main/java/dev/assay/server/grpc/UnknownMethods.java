package dev.assay.server.grpc;

import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Unsupported;
import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Answers calls of methods that no service has, with the details that every failure carries. */
final class UnknownMethods extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String methodName, @Nullable String authority) {
        MethodDescriptor<InputStream, InputStream> method = MethodDescriptor.newBuilder(
                        RawMessages.INSTANCE, RawMessages.INSTANCE)
                .setType(MethodType.UNKNOWN)
                .setFullMethodName(methodName)
                .build();
        return ServerMethodDefinition.create(method, (call, headers) -> {
            new GuardedCall<>(call).fail(new Unsupported("there is no method " + Shown.value(methodName)));
            return new ServerCall.Listener<>() {};
        });
    }
}
