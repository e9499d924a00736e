package dev.assay.server.grpc;

import dev.assay.datalabeling.v1beta1.CreateInstructionRequest;
import dev.assay.datalabeling.v1beta1.DataType;
import dev.assay.datalabeling.v1beta1.Instruction;
import dev.assay.datalabeling.v1beta1.PdfInstruction;
import dev.assay.server.dataset.Held;
import dev.assay.server.dataset.instruction.InstructionDraft;
import dev.assay.server.vocabulary.ResourceName;
import java.util.List;

/** Instructions, as messages and as domain records. */
final class InstructionProtos {
    private InstructionProtos() {}

    static InstructionDraft draft(CreateInstructionRequest request) {
        Instruction message = request.getInstruction();
        DataType type = message.getDataType();
        return new InstructionDraft(
                request.getParent(),
                message.getDisplayName(),
                message.getDescription(),
                type == DataType.UNRECOGNIZED ? Integer.toString(message.getDataTypeValue()) : type.name(),
                message.getPdfInstruction().getGcsFileUri(),
                message.hasCsvInstruction());
    }

    static Instruction message(dev.assay.server.dataset.instruction.Instruction instruction) {
        return message(new Held<>(instruction, List.of()));
    }

    static Instruction message(Held<dev.assay.server.dataset.instruction.Instruction> held) {
        dev.assay.server.dataset.instruction.Instruction instruction = held.resource();
        return Instruction.newBuilder()
                .setName(instruction.name().toString())
                .setDisplayName(instruction.displayName())
                .setDescription(instruction.description())
                .setCreateTime(Times.timestamp(instruction.createTime()))
                .setUpdateTime(Times.timestamp(instruction.updateTime()))
                .setDataType(DataType.valueOf(instruction.dataType().name()))
                .setPdfInstruction(PdfInstruction.newBuilder()
                        .setGcsFileUri(instruction.documentUri().toString()))
                .addAllBlockingResources(
                        held.holders().stream().map(ResourceName::toString).toList())
                .build();
    }
}
