package dev.assay.server.grpc;

import com.google.longrunning.OperationsGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;

/** Which calls last for as long as their client likes: streams, and the unary call that waits for an operation. */
final class LastingCalls {
    private static final String WAIT = OperationsGrpc.getWaitOperationMethod().getFullMethodName();

    private LastingCalls() {}

    static boolean include(MethodDescriptor<?, ?> method) {
        return method.getType() != MethodType.UNARY
                || method.getFullMethodName().equals(WAIT);
    }
}
