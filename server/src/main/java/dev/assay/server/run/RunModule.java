package dev.assay.server.run;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.assay.server.work.Worker;

/** Runs and the worker that drives them. */
public final class RunModule extends AbstractModule {
    private final RunConfig config;

    /** Runs that behave so. */
    public RunModule(RunConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        bind(RunConfig.class).toInstance(config);
        bind(RunService.class).in(Singleton.class);
        bind(Runs.class).to(RunService.class);
        bind(RunWatches.class).in(Singleton.class);
        bind(RunRequests.class);
        bind(RunReports.class);
        bind(RunSteps.class);
        bind(RunDriver.class).in(Singleton.class);
        Multibinder.newSetBinder(binder(), Worker.class).addBinding().to(RunDriver.class);
    }
}
