package dev.assay.server.grpc;

import com.google.longrunning.Operation;
import com.google.protobuf.Empty;
import dev.assay.datalabeling.v1beta1.CreateInstructionRequest;
import dev.assay.datalabeling.v1beta1.DeleteInstructionRequest;
import dev.assay.datalabeling.v1beta1.GetInstructionRequest;
import dev.assay.datalabeling.v1beta1.Instruction;
import dev.assay.datalabeling.v1beta1.ListInstructionsRequest;
import dev.assay.datalabeling.v1beta1.ListInstructionsResponse;
import dev.assay.server.dataset.instruction.InstructionRequests;
import dev.assay.server.dataset.instruction.Instructions;
import dev.assay.server.vocabulary.Filter;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Violations;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.Set;

/** The calls about instructions. */
final class InstructionCalls {
    private final Instructions instructions;
    private final InstructionRequests requests;
    private final OperationProtos operations;
    private final InstantSource clock;

    @Inject
    InstructionCalls(
            Instructions instructions, InstructionRequests requests, OperationProtos operations, InstantSource clock) {
        this.instructions = instructions;
        this.requests = requests;
        this.operations = operations;
        this.clock = clock;
    }

    Operation create(CreateInstructionRequest request) {
        return operations.message(requests.create(InstructionProtos.draft(request), Micros.truncate(clock.instant())));
    }

    Instruction get(GetInstructionRequest request) {
        return InstructionProtos.message(instructions.get(name(request.getName())));
    }

    ListInstructionsResponse list(ListInstructionsRequest request) {
        Violations.requireAll(
                () -> project(request.getParent()),
                () -> Filter.parse(request.getFilter(), Set.of()),
                () -> pageRequest(request));
        Page<Instruction> page = instructions
                .list(project(request.getParent()), pageRequest(request))
                .map(InstructionProtos::message);
        return ListInstructionsResponse.newBuilder()
                .addAllInstructions(page.entries())
                .setNextPageToken(page.nextPageToken())
                .build();
    }

    Empty delete(DeleteInstructionRequest request) {
        instructions.delete(name(request.getName()), Micros.truncate(clock.instant()));
        return Empty.getDefaultInstance();
    }

    private static PageRequest pageRequest(ListInstructionsRequest request) {
        return PageRequest.of(
                request.getPageSize(),
                request.getPageToken(),
                "instructions",
                request.getParent(),
                request.getFilter());
    }

    private static ResourceName project(String parent) {
        return ResourceName.parse(ResourceKind.PROJECT, "parent", parent);
    }

    private static ResourceName name(String name) {
        return ResourceName.parse(ResourceKind.INSTRUCTION, "name", name);
    }
}
