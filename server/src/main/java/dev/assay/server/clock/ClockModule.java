package dev.assay.server.clock;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;

/** The clock door; other modules add the ticks. */
public final class ClockModule extends AbstractModule {
    private final ClockConfig config;

    /** A clock of this pace. */
    public ClockModule(ClockConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        bind(ClockConfig.class).toInstance(config);
        bind(WorkerPool.class).in(Singleton.class);
        bind(Ticker.class).in(Singleton.class);
        bind(ClockDoor.class).in(Singleton.class);
        Multibinder.newSetBinder(binder(), Tick.class);
    }
}
