package dev.assay.server.dataset.annotated;

import dev.assay.server.dataset.DatasetContents;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;

/** Gives annotated datasets up with their dataset. */
final class AnnotatedContents implements DatasetContents {
    private final AnnotatedDatasetStore store;

    @Inject
    AnnotatedContents(AnnotatedDatasetStore store) {
        this.store = store;
    }

    @Override
    public int removeSome(ResourceName dataset, int limit) {
        return store.removeUnder(dataset, limit);
    }
}
