package dev.assay.server.vocabulary;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call can fail with, beside a bug. One interceptor turns it into a status with {@code google.rpc.ErrorInfo};
 * domain code throws and never answers by itself.
 */
public abstract sealed class Failure extends RuntimeException
        permits InvalidArgument, NotFound, AlreadyExists, WrongState, Superseded, Overloaded, Unavailable, Unsupported {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;
    private final String reason;
    private final transient Map<String, String> details;

    Failure(FailureKind kind, String reason, String message, Map<String, String> details, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.reason = reason;
        this.details = Map.copyOf(details);
    }

    /** What it means to a caller. */
    public final FailureKind kind() {
        return kind;
    }

    /** Stable, for programs: UPPER_SNAKE_CASE. */
    public final String reason() {
        return reason;
    }

    /** Further facts for programs, such as the name of the resource in the way. */
    public final Map<String, String> details() {
        return details;
    }
}
