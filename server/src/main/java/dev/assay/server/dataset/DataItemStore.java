package dev.assay.server.dataset;

import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.vocabulary.ResourceName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Where the items that datasets hold themselves are kept. Every method joins the caller's transaction. */
public interface DataItemStore {
    /**
     * Adds items after those that a dataset holds; false if there is no such dataset, it is deleted, or its items are
     * the rows of a run.
     *
     * @param items images, texts and videos
     */
    boolean append(ResourceName dataset, List<Payload> items);

    /**
     * Items from a number on, in the order of their numbers: at most {@code limit}, and at most {@code maxWeight} of
     * them, but at least one if there is any.
     */
    List<StoredItem> from(ResourceName dataset, long number, int limit, long maxWeight);

    /**
     * The items with these numbers, in their order; a number that is not in the dataset is absent. Ends with the item
     * that takes their weight beyond {@code maxWeight}.
     *
     * @param numbers at most 1,000
     */
    List<StoredItem> find(ResourceName dataset, Collection<Long> numbers, long maxWeight);

    /** What the items of a dataset are; empty if it holds none. */
    Optional<DataType> type(ResourceName dataset);

    /**
     * Removes the first items of a dataset: at most {@code limit}, and fewer if they are large.
     *
     * @return how many were removed; none means that none is left
     */
    int removeSome(ResourceName dataset, int limit);
}
