package dev.assay.server.vocabulary;

import java.time.Duration;
import java.util.Map;

/** A limit is reached for the moment; the same request may pass later. */
public final class Overloaded extends Failure {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /** A refusal with the time after which a client should try again. */
    public Overloaded(String message, Duration retryAfter) {
        super(FailureKind.OVERLOADED, "OVERLOADED", message, Map.of(), null);
        this.retryAfter = retryAfter;
    }

    /** When to try again. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
