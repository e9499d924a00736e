package dev.assay.server.grpc;

import com.google.protobuf.Message;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationError;
import dev.assay.server.operation.OperationKind;
import java.util.List;

/** How operations of one kind appear: in messages of the types that the contract names for the call that begins them. */
interface OperationMessages {
    /** The kind. */
    OperationKind kind();

    /**
     * What is told at any time.
     *
     * @param partialFailures the entries that failed without stopping the rest
     */
    Message metadata(Operation operation, List<OperationError> partialFailures);

    /** What came of an operation that ended without an error. */
    Message response(Operation operation);
}
