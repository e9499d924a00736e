package dev.assay.server.web;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;

/** The web door. It needs the services, the channel to them, and the registry of the numbers it shows. */
public final class WebModule extends AbstractModule {
    private final WebConfig config;

    /** A door of this shape. */
    public WebModule(WebConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        bind(WebConfig.class).toInstance(config);
        bind(RestCalls.class).in(Singleton.class);
        bind(WebDoor.class).in(Singleton.class);
    }
}
