package dev.assay.server.dataset;

import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;

/** The items of deleted datasets. */
final class StoredContents implements DatasetContents {
    private final DataItemStore store;

    @Inject
    StoredContents(DataItemStore store) {
        this.store = store;
    }

    @Override
    public int removeSome(ResourceName dataset, int limit) {
        return store.removeSome(dataset, limit);
    }
}
