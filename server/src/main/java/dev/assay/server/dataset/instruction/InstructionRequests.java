package dev.assay.server.dataset.instruction;

import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationKind;
import dev.assay.server.operation.Operations;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.work.Bell;
import jakarta.inject.Inject;
import java.time.Instant;

/** Takes requests for instructions. What follows is done by {@link InstructionWork}. */
public final class InstructionRequests {
    private final Operations operations;
    private final ObjectFiles files;
    private final Ids ids;
    private final Bell bell;

    @Inject
    InstructionRequests(Operations operations, ObjectFiles files, Ids ids, Bell bell) {
        this.operations = operations;
        this.files = files;
        this.ids = ids;
        this.bell = bell;
    }

    /**
     * Begins the operation that makes an instruction. The operation's subject is the name that it will have.
     *
     * @throws InvalidArgument with every violation there is; the document is only looked at later
     */
    public Operation create(InstructionDraft draft, Instant now) {
        draft.check(files);
        ResourceName name = draft.project().child(ResourceKind.INSTRUCTION, ids.next(now));
        Instruction asked = new Instruction(
                name,
                draft.displayName(),
                draft.description(),
                DataType.valueOf(draft.dataType()),
                draft.document(),
                0,
                now,
                now);
        Operation begun = operations.start(
                OperationKind.CREATE_INSTRUCTION, name, InstructionJson.write(asked), now, operation -> {});
        bell.ring();
        return begun;
    }
}
