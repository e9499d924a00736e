package dev.assay.server.operation;

import java.time.Instant;
import java.util.function.Function;

/** What a step of an operation came to. The functions run in the transaction that moves the operation on. */
public sealed interface OperationStep {
    /** There is more to do, right away. */
    record Again() implements OperationStep {}

    /** There is more to do at this time; {@link Instant#MAX} waits until it is woken. */
    record Wait(Instant until) implements OperationStep {}

    /**
     * It is done.
     *
     * @param inTransaction takes the time of the end, does what must happen with it, and answers the final progress
     */
    record Done(Function<Instant, String> inTransaction) implements OperationStep {}

    /** It failed for a reason that trying again does not mend. */
    record Failed(OperationError error) implements OperationStep {}
}
