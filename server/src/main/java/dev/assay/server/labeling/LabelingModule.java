package dev.assay.server.labeling;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import dev.assay.server.dataset.DatasetContents;
import dev.assay.server.operation.OperationWork;

/** Binds what this room offers. Its stores are bound by their room. */
public final class LabelingModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(LabelingTasks.class);
        bind(LabelingRequests.class);
        bind(LabelingReferences.class);
        bind(TaskOutcomes.class);
        bind(TaskFigures.class);
        bind(WorkerFigures.class);
        bind(TaskAgreements.class);
        bind(Desk.class);
        bind(Questions.class);
        bind(LeaseWaits.class);
        bind(KnownTasks.class);
        bind(Pool.class);
        bind(Submission.class);
        bind(Returns.class);
        bind(Refusals.class);
        bind(ItemPayloads.class);
        bind(TaskListing.class);
        bind(TaskResults.class);
        bind(TasksOfDatasets.class);
        bind(LabelTask.class);
        Multibinder.newSetBinder(binder(), OperationWork.class).addBinding().to(LabelTask.class);
        Multibinder.newSetBinder(binder(), DatasetContents.class).addBinding().to(TasksOfDatasets.class);
        // Rooms that have tasks made of items of their own choice add to this.
        Multibinder.newSetBinder(binder(), OwnedItems.class);
    }
}
