package dev.assay.server.dataset;

import com.google.inject.AbstractModule;

/** Binds what this room offers. Its stores are bound by their room, its configuration by the root. */
public final class DatasetModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(AnnotationSpecSets.class);
        bind(Instructions.class).toInstance(Instructions.NONE);
    }
}
