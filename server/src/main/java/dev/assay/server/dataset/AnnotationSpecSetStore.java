package dev.assay.server.dataset;

import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where label sets are kept. Every method joins the caller's transaction; a set that is deleted is found by none. */
public interface AnnotationSpecSetStore {
    /** Keeps a new set. */
    void insert(AnnotationSpecSet set);

    /** The set of this name. */
    Optional<AnnotationSpecSet> find(ResourceName name);

    /** Up to {@code limit} sets of a project with an id above {@code afterId}, in the order of their creation. */
    List<AnnotationSpecSet> list(ResourceName project, String afterId, int limit);

    /** Deletes a set, leaving a record of when; false if it is not there. */
    boolean delete(ResourceName name, Instant now);

    /** Whether a set of this name was deleted after this time, and its record still stands. */
    boolean wasDeletedAfter(ResourceName name, Instant time);

    /** Removes up to {@code limit} records of deletions that happened at or before this time; answers how many. */
    int removeDeleted(Instant until, int limit);
}
