package dev.assay.server.dataset;

import dev.assay.server.vocabulary.ResourceName;

/**
 * What another room keeps under datasets and gives up with them. The dataset is hidden before, so nothing is added any
 * more and nobody looks.
 */
public interface DatasetContents {
    /**
     * Removes some of what belongs to a deleted dataset; joins the caller's transaction.
     *
     * @param limit the most rows to remove
     * @return how many were removed; none means that nothing is left
     */
    int removeSome(ResourceName dataset, int limit);
}
