package dev.assay.server.dataset.annotated;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import dev.assay.server.dataset.DatasetContents;

/** Binds what this part of the room offers. */
public final class AnnotatedModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(AnnotatedDatasets.class);
        bind(Examples.class);
        bind(AnnotatedContents.class);
        Multibinder.newSetBinder(binder(), DatasetContents.class).addBinding().to(AnnotatedContents.class);
    }
}
