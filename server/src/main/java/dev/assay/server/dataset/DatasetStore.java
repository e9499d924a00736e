package dev.assay.server.dataset;

import dev.assay.server.dataset.Dataset.Source;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where datasets are kept, and the rows that their items are read from. Every method joins the caller's transaction. */
public interface DatasetStore {
    /** Adds a dataset; false if one of this name stands, deleted or not. */
    boolean insert(Dataset dataset);

    /** Adds to what the items of a dataset came from, at the end. */
    void addInput(ResourceName dataset, byte[] config);

    /** A dataset that is not deleted. */
    Optional<Dataset> find(ResourceName name);

    /**
     * Datasets of a project that are not deleted, by creation time, then id.
     *
     * @param after the entry that the first one follows, or null
     */
    List<Dataset> list(ResourceName project, @Nullable ListKey after, int limit);

    /** Marks a dataset as deleted; the answer is false if there is none that is not deleted. */
    boolean markDeleted(ResourceName name, Instant now);

    /** Whether a dataset of this name was deleted and its row still stands. */
    boolean isDeleted(ResourceName name);

    /** Deleted datasets whose rows still stand, longest deleted first. */
    List<DeletedDataset> deleted(int limit);

    /** Removes the row of a dataset. */
    void remove(ResourceName name);

    /** How many rows an interval holds. */
    long countRows(Source source);

    /**
     * Rows of an interval that others wrote, with a key above {@code afterKey}, in key order.
     *
     * @return keys; at most {@code limit}
     */
    List<Long> foreignRows(Source source, long afterKey, int limit);

    /**
     * The rows with these keys, in key order; a key that is not in the interval is absent. Ends with the row that takes
     * the text beyond {@code maxChars}.
     *
     * @param keys at most 1,000
     */
    List<InstanceRow> rows(Source source, Collection<Long> keys, long maxChars);

    /**
     * Rows of an interval from a key on, in key order: at most {@code limit}, and at most {@code maxChars} of text, but
     * at least one if there is any.
     */
    List<InstanceRow> rowsFrom(Source source, long fromKey, int limit, long maxChars);

    /** Where a list of datasets goes on. */
    record ListKey(Instant createTime, String id) {}

    /** A dataset that waits for its contents to be removed. */
    record DeletedDataset(ResourceName name, Instant deleteTime) {}
}
