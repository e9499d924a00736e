package dev.assay.server.operation;

import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where operations are kept. Every method joins the caller's transaction. Deleted operations are hidden from all methods
 * but those that name them.
 */
public interface OperationStore {
    /** Keeps a new operation. */
    void insert(Operation operation);

    /** An operation by its name. */
    Optional<Operation> find(ResourceName name);

    /** The operation under way about a subject, if there is one. */
    Optional<Operation> active(ResourceName subject);

    /**
     * Operations of a project by creation; up to {@link PageRequest#limit}.
     *
     * @param done only those that have ended or have not; null for both
     */
    List<Operation> list(ResourceName project, @Nullable Boolean done, PageRequest page);

    /** Writes the progress of an operation under way; false if it has ended. */
    boolean advance(ResourceName name, String progress);

    /** Ends an operation under way; false if it has ended before. */
    boolean end(ResourceName name, String progress, Instant endTime, @Nullable OperationError error);

    /** Adds to the entries that failed; those beyond {@link Operations#MAX_PARTIAL_FAILURES} are dropped. */
    void addPartialFailures(ResourceName name, List<OperationError> failures);

    /** The entries that failed, of each of these operations that has any, in the order in which they were added. */
    Map<ResourceName, List<OperationError>> partialFailures(Collection<ResourceName> names);

    /** Those of these operations that have not ended. */
    Set<ResourceName> underWay(Collection<ResourceName> names);

    /** Hides an operation that has ended; false if none of this name is there that has ended and is not hidden. */
    boolean markDeleted(ResourceName name, Instant now);

    /** Whether there is an operation of this name that is hidden. */
    boolean isDeleted(ResourceName name);

    /** As {@link #removeDeleted}, of those that ended before this time. */
    boolean removeEnded(Instant before, int rows);

    /**
     * Removes operations that were hidden before this time, the oldest first, with all that belongs to them: as many as
     * make up this many rows, but one at least.
     *
     * @return whether there were any
     */
    boolean removeDeleted(Instant before, int rows);
}
