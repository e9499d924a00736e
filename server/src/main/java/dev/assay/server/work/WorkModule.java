package dev.assay.server.work;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;

/** Durable work; rooms that have some add their {@link Worker}. */
public final class WorkModule extends AbstractModule {
    private final WorkConfig config;

    /** Work leased in this way. */
    public WorkModule(WorkConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        bind(WorkConfig.class).toInstance(config);
        bind(Bell.class).toInstance(new Bell());
        bind(Workbench.class).in(Singleton.class);
        Multibinder.newSetBinder(binder(), Worker.class);
    }
}
