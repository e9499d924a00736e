package dev.assay.server.vocabulary;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The store cannot be reached, or something holds it; nothing was changed. */
public final class Unavailable extends Failure {
    private static final long serialVersionUID = 1L;

    /** The store did not answer. */
    public Unavailable(String message, @Nullable Throwable cause) {
        super("STORE_UNAVAILABLE", message, Map.of(), cause);
    }
}
