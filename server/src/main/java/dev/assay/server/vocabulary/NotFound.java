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

    /**
     * Something that is no resource of the API does not exist.
     *
     * @param reason stable, UPPER_SNAKE_CASE
     * @param name what it is called
     */
    public NotFound(String reason, String name, String message) {
        super(FailureKind.NOT_FOUND, reason, message, Map.of("resource", name), null);
    }
}
