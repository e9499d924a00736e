package dev.assay.server.vocabulary;

import java.util.Map;

/** Something stands where the new thing should go. */
public final class AlreadyExists extends Failure {
    private static final long serialVersionUID = 1L;

    /** The standing resource is in the way. */
    public AlreadyExists(String message, ResourceName standing) {
        super(FailureKind.ALREADY_EXISTS, "ALREADY_EXISTS", message, Map.of("resource", standing.toString()), null);
    }
}
