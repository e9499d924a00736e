package dev.assay.server.operation;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.assay.server.work.Worker;

/** Operations and the worker that drives them. Their store is bound by that room, their configuration by the root. */
public final class OperationModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(Operations.class).in(Singleton.class);
        bind(OperationWatches.class).in(Singleton.class);
        bind(Cancellation.class);
        bind(OperationEnds.class);
        bind(OperationWorks.class);
        bind(OperationDriver.class).in(Singleton.class);
        Multibinder.newSetBinder(binder(), Worker.class).addBinding().to(OperationDriver.class);
        // Rooms that have operations add to this.
        Multibinder.newSetBinder(binder(), OperationWork.class);
    }
}
