package dev.assay.server.vocabulary;

import java.util.Map;

/** A well-formed name of something that is not there. */
public final class NotFound extends Failure {
    private static final long serialVersionUID = 1L;

    /** The resource of this name does not exist. */
    public NotFound(ResourceName name) {
        super(
                FailureKind.NOT_FOUND,
                "RESOURCE_NOT_FOUND",
                name.kind().words() + " " + name + " does not exist",
                Map.of("resource", name.toString()),
                null);
    }
}
