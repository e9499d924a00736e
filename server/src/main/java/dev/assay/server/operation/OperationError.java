package dev.assay.server.operation;

import dev.assay.server.vocabulary.Failure;
import dev.assay.server.vocabulary.FailureKind;

/**
 * Why an operation, or one entry of what it went through, failed.
 *
 * @param reason stable, UPPER_SNAKE_CASE
 * @param message for people
 */
public record OperationError(FailureKind kind, String reason, String message) {
    /** Longest message that is kept, in characters. */
    public static final int MAX_MESSAGE_LENGTH = 1_000;

    public OperationError {
        message = message.length() <= MAX_MESSAGE_LENGTH ? message : message.substring(0, MAX_MESSAGE_LENGTH - 1) + "…";
    }

    /** What a failure says of itself. */
    public static OperationError of(Failure failure) {
        return new OperationError(failure.kind(), failure.reason(), String.valueOf(failure.getMessage()));
    }
}
