package dev.assay.server.grpc;

import com.google.protobuf.Message;
import dev.assay.datalabeling.v1beta1.CreateInstructionMetadata;
import dev.assay.server.dataset.instruction.InstructionJson;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationError;
import dev.assay.server.operation.OperationKind;
import jakarta.inject.Inject;
import java.util.List;

/** How the making of an instruction appears. */
final class InstructionMessages implements OperationMessages {
    @Inject
    InstructionMessages() {}

    @Override
    public OperationKind kind() {
        return OperationKind.CREATE_INSTRUCTION;
    }

    @Override
    public Message metadata(Operation operation, List<OperationError> partialFailures) {
        return CreateInstructionMetadata.newBuilder()
                .setInstruction(operation.subject().toString())
                .addAllPartialFailures(OperationProtos.statuses(partialFailures))
                .setCreateTime(Times.timestamp(operation.createTime()))
                .build();
    }

    @Override
    public Message response(Operation operation) {
        return InstructionProtos.message(InstructionJson.made(operation));
    }
}
