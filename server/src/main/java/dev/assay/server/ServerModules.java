package dev.assay.server;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import dev.assay.server.clock.ClockModule;
import dev.assay.server.grpc.GrpcModule;
import dev.assay.server.store.OpenStore;
import dev.assay.server.store.StoreModule;
import dev.assay.server.telemetry.TelemetryModule;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.web.WebModule;
import dev.assay.server.work.WorkModule;
import java.time.InstantSource;
import java.util.List;

/** What a server is made of: one module per room. */
final class ServerModules {
    private ServerModules() {}

    /** All modules of a server over an open store. */
    static List<Module> of(ServerConfig config, OpenStore store, InstantSource clock) {
        return List.of(
                new Rules(clock),
                new TelemetryModule(),
                new StoreModule(store),
                new WorkModule(config.work()),
                new GrpcModule(config.grpc()),
                new WebModule(config.web()),
                new ClockModule(config.clock()),
                new Ticks());
    }

    /** How the modules must bind, and what they all share. */
    private static final class Rules extends AbstractModule {
        private final InstantSource clock;

        Rules(InstantSource clock) {
            this.clock = clock;
        }

        @Override
        protected void configure() {
            binder().requireExplicitBindings();
            binder().requireAtInjectOnConstructors();
            binder().requireExactBindingAnnotations();
            bind(InstantSource.class).toInstance(clock);
            bind(Ids.class).toInstance(new Ids());
        }
    }

    /** What rooms have done at intervals: the clock calls them, so they need not know it. */
    private static final class Ticks extends AbstractModule {}
}
