package dev.assay.server.evaluation;

import dev.assay.server.dataset.DatasetContents;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;

/** Gives evaluations and snapshots up with their dataset. */
final class SnapshotContents implements DatasetContents {
    private final EvaluationStore store;

    @Inject
    SnapshotContents(EvaluationStore store) {
        this.store = store;
    }

    @Override
    public int removeSome(ResourceName dataset, int limit) {
        return store.removeUnder(dataset, limit);
    }
}
