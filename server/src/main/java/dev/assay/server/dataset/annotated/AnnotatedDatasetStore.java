package dev.assay.server.dataset.annotated;

import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Superseded;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where annotated datasets and their examples are kept. Every method joins the caller's transaction. One that is not
 * complete, is deleted, or belongs to a deleted dataset is seen only by the methods that say so.
 */
public interface AnnotatedDatasetStore {
    // --- filling --------------------------------------------------------------------------------------------------

    /**
     * Removes some examples of one that is not complete, and the rest of it once it has none left.
     *
     * @param limit the most rows to remove
     * @return whether nothing of this name is left
     * @throws Superseded if the fence is not the one in force
     * @throws IllegalStateException if it is complete or deleted
     */
    boolean discard(Fence fence, ResourceName name, int limit);

    /**
     * Begins one that is not complete.
     *
     * @throws Superseded if the fence is not the one in force
     */
    void insert(Fence fence, AnnotatedDataset dataset);

    /**
     * Adds examples to one that is not complete; items that it has already are left as they are.
     *
     * @throws Superseded if the fence is not the one in force
     * @throws IllegalStateException if there is none that is not complete
     */
    void append(Fence fence, ResourceName name, List<AnnotatedItem> items);

    /** Completes one that is not; false if there is none. */
    boolean complete(ResourceName name, long exampleCount, Instant now);

    /** Marks one that is not complete as deleted; nothing happens if there is none. */
    void abandon(ResourceName name, Instant now);

    // --- reading --------------------------------------------------------------------------------------------------

    /** One by name. */
    Optional<AnnotatedDataset> find(ResourceName name);

    /**
     * Those of a dataset, by creation time, then id.
     *
     * @param after the entry that the first one follows, or null
     */
    List<AnnotatedDataset> list(ResourceName dataset, @Nullable ListKey after, int limit);

    /** What was said of one item, if it has an example. */
    Optional<AnnotatedItem> example(ResourceName name, String item);

    /**
     * Examples by the ids of their items: the first ones above {@code afterItem}. Ends with the one that takes the text of
     * their annotations beyond {@code maxChars}.
     *
     * @param labels at least one of them is on each example; empty for any example
     */
    List<AnnotatedItem> examples(
            ResourceName name, Collection<String> labels, String afterItem, int limit, long maxChars);

    /** Where a list of annotated datasets goes on. */
    record ListKey(Instant createTime, String id) {}

    // --- removal --------------------------------------------------------------------------------------------------

    /** Marks a complete one as deleted; false if there is none that is not deleted. */
    boolean markDeleted(ResourceName name, Instant now);

    /** Whether one of this name is deleted and its row still stands. */
    boolean isDeleted(ResourceName name);

    /** Deleted ones whose rows still stand, longest deleted first. */
    List<Deleted> deleted(int limit);

    /**
     * Removes examples of a deleted one.
     *
     * @param limit the most rows to remove
     * @return whether none is left
     */
    boolean removeExamples(ResourceName name, int limit);

    /** Removes the row of a deleted one. */
    void remove(ResourceName name);

    /**
     * Removes rows of whatever annotated datasets a dataset has or had.
     *
     * @param limit the most rows to remove
     * @return how many were removed; none means that nothing is left
     */
    int removeUnder(ResourceName dataset, int limit);

    /** An annotated dataset that waits for its examples to be removed. */
    record Deleted(ResourceName name, Instant deleteTime) {}
}
