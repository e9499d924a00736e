package dev.assay.server.grpc;

import com.google.longrunning.OperationsGrpc;
import dev.assay.v1.LabelingDeskGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.util.Set;

/** Which calls last for as long as their client likes: streams, and the unary calls that wait for something. */
final class LastingCalls {
    private static final Set<String> WAITING = Set.of(
            OperationsGrpc.getWaitOperationMethod().getFullMethodName(),
            LabelingDeskGrpc.getLeaseQuestionMethod().getFullMethodName());

    private LastingCalls() {}

    static boolean include(MethodDescriptor<?, ?> method) {
        return method.getType() != MethodType.UNARY || WAITING.contains(method.getFullMethodName());
    }
}
