package dev.assay.server.run;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.assay.server.labeling.OwnedItems;
import dev.assay.server.work.Worker;

/** Runs and the worker that drives them. Its store is bound by that room, its configuration by the root. */
public final class RunModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(RunService.class);
        bind(RunsOfJobs.class);
        bind(Runs.class).to(RunsOfJobs.class);
        bind(RunReferences.class);
        bind(RunEnds.class);
        bind(RunProgress.class);
        bind(LabelingStep.class);
        bind(AgreedTruth.class);
        bind(ItemsWithoutTruth.class);
        bind(RunWatches.class).in(Singleton.class);
        bind(Resumption.class);
        bind(RunRequests.class);
        bind(RunReports.class);
        bind(RunSteps.class);
        bind(RunDriver.class).in(Singleton.class);
        Multibinder.newSetBinder(binder(), OwnedItems.class).addBinding().to(ItemsWithoutTruth.class);
        Multibinder.newSetBinder(binder(), Worker.class).addBinding().to(RunDriver.class);
    }
}
