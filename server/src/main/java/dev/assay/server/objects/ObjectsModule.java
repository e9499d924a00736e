package dev.assay.server.objects;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import dev.assay.server.dataset.files.ObjectFiles;

/** The files that clients name. */
public final class ObjectsModule extends AbstractModule {
    private final ObjectsConfig config;

    /** Files in these places. */
    public ObjectsModule(ObjectsConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        bind(ObjectsConfig.class).toInstance(config);
        bind(MappedFiles.class).in(Singleton.class);
        bind(ObjectFiles.class).to(MappedFiles.class);
    }
}
