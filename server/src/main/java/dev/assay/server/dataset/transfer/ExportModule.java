package dev.assay.server.dataset.transfer;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.assay.server.operation.OperationWork;

/** Exports and the work that does them. The files are bound by their room, {@link ExampleLines} by the door. */
public final class ExportModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(ExportRequests.class);
        bind(ExportWork.class).in(Singleton.class);
        Multibinder.newSetBinder(binder(), OperationWork.class).addBinding().to(ExportWork.class);
    }
}
