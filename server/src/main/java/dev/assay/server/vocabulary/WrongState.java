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
        super(FailureKind.WRONG_STATE, reason, message, Map.of(), null);
    }
}
