package dev.assay.server.vocabulary;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The store cannot be reached, or something holds it; nothing was changed. */
public final class Unavailable extends Failure {
    private static final long serialVersionUID = 1L;

    private final boolean busy;

    /** The store did not answer. */
    public Unavailable(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    private Unavailable(String message, @Nullable Throwable cause, boolean busy) {
        super(FailureKind.UNAVAILABLE, "STORE_UNAVAILABLE", message, Map.of(), cause);
        this.busy = busy;
    }

    /** Something holds what this needed for too long; the store answers otherwise. */
    public static Unavailable busy(String message, Throwable cause) {
        return new Unavailable(message, cause, true);
    }

    /** Whether other work may well go on. */
    public boolean isBusy() {
        return busy;
    }
}
