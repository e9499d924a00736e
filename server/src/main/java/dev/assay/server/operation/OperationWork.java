package dev.assay.server.operation;

import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Superseded;
import java.time.Instant;
import java.time.InstantSource;

/** Does one kind of operation, a step at a time. */
public interface OperationWork {
    /** The kind it does. */
    OperationKind kind();

    /**
     * Does the next part. It may be repeated: what must happen once stands in the {@link OperationStep} that it answers,
     * or in transactions of its own that check the fence and write the progress along, by {@link Operations#advance}.
     *
     * @throws Superseded as soon as the fence is not the one in force
     */
    OperationStep step(Operation operation, Fence fence, InstantSource clock);

    /**
     * Gives up what the operation holds, when it is cancelled or has failed; what it has done stays. Joins the
     * transaction that ends the operation.
     */
    void abandon(Operation operation, Instant now);
}
