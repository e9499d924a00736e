package dev.assay.server.operation;

import dev.assay.server.vocabulary.Failure;
import dev.assay.server.vocabulary.FailureKind;

/**
 * Why an operation, or one entry of what it went through, failed.
 *
 * @param reason stable, UPPER_SNAKE_CASE
 * @param message for people; cut to {@link #MAX_MESSAGE_LENGTH}
 */
public record OperationError(FailureKind kind, String reason, String message) {
    /** Longest message that is kept, in characters. */
    public static final int MAX_MESSAGE_LENGTH = 1_000;

    public OperationError {
        message = cut(message.replace('\0', '\uFFFD'));
    }

    private static String cut(String message) {
        if (message.length() <= MAX_MESSAGE_LENGTH) {
            return message;
        }
        int end = MAX_MESSAGE_LENGTH - 1;
        // Half of a pair could be neither stored nor sent.
        end -= Character.isHighSurrogate(message.charAt(end - 1)) ? 1 : 0;
        return message.substring(0, end) + "…";
    }

    /** What a failure says of itself. */
    public static OperationError of(Failure failure) {
        return new OperationError(failure.kind(), failure.reason(), String.valueOf(failure.getMessage()));
    }
}
