package dev.assay.server.dataset.transfer;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.assay.server.operation.OperationWork;

/** Imports and the work that does them. Files and tables are bound by their rooms. */
public final class ImportModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(Imports.class);
        bind(TableSources.class);
        bind(ImportWork.class).in(Singleton.class);
        Multibinder.newSetBinder(binder(), OperationWork.class).addBinding().to(ImportWork.class);
    }
}
