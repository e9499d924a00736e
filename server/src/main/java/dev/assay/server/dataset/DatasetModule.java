package dev.assay.server.dataset;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;

/** Binds what this room offers. Its stores are bound by their room, its configuration by the root. */
public final class DatasetModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(AnnotationSpecSets.class);
        bind(Datasets.class);
        bind(DataItems.class);
        bind(StoredContents.class);
        // Rooms that keep something under datasets add to this.
        Multibinder.newSetBinder(binder(), DatasetContents.class).addBinding().to(StoredContents.class);
    }
}
