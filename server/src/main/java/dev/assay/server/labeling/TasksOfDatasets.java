package dev.assay.server.labeling;

import dev.assay.server.dataset.DatasetContents;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;

/** Gives up tasks with their dataset: without its items, nobody knows what was answered. */
final class TasksOfDatasets implements DatasetContents {
    private final LabelingTaskStore store;

    @Inject
    TasksOfDatasets(LabelingTaskStore store) {
        this.store = store;
    }

    @Override
    public int removeSome(ResourceName dataset, int limit) {
        return store.removeSome(dataset, limit);
    }
}
