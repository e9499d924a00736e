package dev.assay.server.operation;

import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where operations are kept. Every method joins the caller's transaction. */
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

    /** Removes an operation with all that belongs to it; false if it is not there. */
    boolean remove(ResourceName name);

    /** Removes up to {@code limit} operations that ended before this time; answers how many. */
    int removeEnded(Instant before, int limit);
}
