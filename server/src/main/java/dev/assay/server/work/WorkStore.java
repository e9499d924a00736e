package dev.assay.server.work;

import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Superseded;
import java.time.Instant;
import java.util.Optional;

/**
 * Where work is kept. Every method joins the caller's transaction. While a claim stands, the wake-up time of its row is
 * the end of its lease, so what is due and what was abandoned are found alike.
 */
public interface WorkStore {
    /** Adds work for a resource that has none, to be claimed from this time on. */
    void add(String resource, WorkKind kind, Instant wakeTime);

    /** Claims the work that has been due longest, if any is, until the end of the lease. One statement. */
    Optional<Claim> claim(String owner, Instant now, Instant leaseEnd);

    /** Extends a lease; false if it has passed on. */
    boolean extend(Fence fence, Instant leaseEnd);

    /**
     * Locks the work for the rest of the transaction.
     *
     * @throws Superseded if the fence is not the one in force
     */
    void check(Fence fence);

    /** Gives the lease back; the work is due again at this time. {@link Instant#MAX} parks it until it is woken. */
    void handBack(Fence fence, Instant wakeTime, int tries);

    /**
     * Makes work due now; what is gone is left alone. Work that is claimed is taken from its holder: the step at hand may
     * have looked before there was anything to wake for, and would park the work for good.
     */
    void wake(String resource, Instant now);

    /** Removes the work, whoever holds it: its fence is void from now on. */
    void remove(String resource);
}
