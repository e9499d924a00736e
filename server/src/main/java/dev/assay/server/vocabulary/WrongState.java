package dev.assay.server.vocabulary;

import java.util.Map;

/** The request is sound, and the state of the system does not allow it until somebody changes that state. */
public final class WrongState extends Failure {
    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param reason stable, UPPER_SNAKE_CASE
     */
    public WrongState(String reason, String message) {
        this(reason, message, Map.of());
    }

    /**
     * A refusal with further facts for programs.
     *
     * @param reason stable, UPPER_SNAKE_CASE
     */
    public WrongState(String reason, String message, Map<String, String> details) {
        super(FailureKind.WRONG_STATE, reason, message, details, null);
    }
}
