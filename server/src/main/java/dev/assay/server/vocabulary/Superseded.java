package dev.assay.server.vocabulary;

import java.util.Map;

/** A worker lost its lease to another: nothing that it writes from now on may count. */
public final class Superseded extends Failure {
    private static final long serialVersionUID = 1L;

    /** The fence is no longer the one in force. */
    public Superseded(Fence fence) {
        super(
                FailureKind.SUPERSEDED,
                "LEASE_LOST",
                "the lease on " + fence.resource() + " has passed on",
                Map.of(),
                null);
    }
}
