package dev.assay.server.grpc;

import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import com.google.rpc.Status;
import dev.assay.server.operation.OperationError;
import dev.assay.server.operation.OperationKind;
import dev.assay.server.operation.OperationReport;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Operations as messages. */
final class OperationProtos {
    private final Map<OperationKind, OperationMessages> kinds;

    @Inject
    OperationProtos(Set<OperationMessages> kinds) {
        this.kinds = kinds.stream().collect(Collectors.toMap(OperationMessages::kind, Function.identity()));
    }

    /** An operation that was just begun, or joined. */
    Operation message(dev.assay.server.operation.Operation begun) {
        return message(new OperationReport(begun, List.of()));
    }

    Operation message(OperationReport report) {
        dev.assay.server.operation.Operation operation = report.operation();
        OperationMessages messages = kinds.get(operation.kind());
        if (messages == null) {
            throw new IllegalStateException("nobody tells of operations of kind " + operation.kind());
        }
        Operation.Builder message = Operation.newBuilder()
                .setName(operation.name().toString())
                .setMetadata(Any.pack(messages.metadata(operation, report.partialFailures())))
                .setDone(operation.isDone());
        if (operation.error() != null) {
            message.setError(Statuses.message(operation.error()));
        } else if (operation.isDone()) {
            message.setResponse(Any.pack(messages.response(operation)));
        }
        return message.build();
    }

    /** The entries that failed, as the metadata of every kind lists them. */
    static List<Status> statuses(List<OperationError> failures) {
        return failures.stream().map(Statuses::message).toList();
    }
}
