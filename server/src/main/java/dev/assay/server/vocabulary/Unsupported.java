package dev.assay.server.vocabulary;

import java.util.Map;

/** The contract allows the request, and this version of Assay does not do it. */
public final class Unsupported extends Failure {
    private static final long serialVersionUID = 1L;

    /** What is not supported. */
    public Unsupported(String message) {
        super(FailureKind.UNSUPPORTED, "UNSUPPORTED", message, Map.of(), null);
    }
}
