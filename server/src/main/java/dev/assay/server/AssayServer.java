package dev.assay.server;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.util.Modules;
import dev.assay.server.boot.Lifecycle;
import dev.assay.server.clock.ClockDoor;
import dev.assay.server.grpc.GrpcDoor;
import dev.assay.server.store.OpenStore;
import dev.assay.server.telemetry.ProcessTelemetry;
import dev.assay.server.web.WebDoor;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole server in this process, from opening the store to closing it. */
final class AssayServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AssayServer.class);

    private final Lifecycle lifecycle = new Lifecycle();
    private final GrpcDoor grpc;
    private final WebDoor web;

    private AssayServer(ServerConfig config, Injector injector, OpenStore store) {
        grpc = injector.getInstance(GrpcDoor.class);
        web = injector.getInstance(WebDoor.class);
        ClockDoor clock = injector.getInstance(ClockDoor.class);
        ProcessTelemetry telemetry = injector.getInstance(ProcessTelemetry.class);
        Duration limit = config.process().stopLimit();
        lifecycle.add("store", () -> {}, ignored -> store.close(), limit);
        lifecycle.add("telemetry", telemetry::start, ignored -> telemetry.close(), limit);
        // Begins last: what it does first loads as many classes as a door, for which nobody has to wait.
        lifecycle.add("clock door", () -> {}, clock::stop, limit);
        lifecycle.add("gRPC door", grpc::start, grpc::stop, limit);
        lifecycle.add("web door", web::start, web::stop, limit);
        lifecycle.add("readiness", () -> begin(clock), ignored -> setReady(false), limit);
    }

    /**
     * Starts a server; it takes calls when this returns.
     *
     * @throws IllegalStateException if the store cannot be opened: another server works in the data directory, or the
     *     database cannot be reached
     */
    static AssayServer start(ServerConfig config, InstantSource clock) throws Exception {
        return start(config, store -> Modules.combine(ServerModules.of(config, store, clock)));
    }

    /** Starts a server of other modules than usual. */
    static AssayServer start(ServerConfig config, Function<OpenStore, Module> modules) throws Exception {
        config.process().shown().forEach((key, value) -> log.info("{} = {}", key, value));
        // Loading the classes of the web door takes as long as opening the store: both at once.
        CompletableFuture<Void> loading = CompletableFuture.runAsync(WebDoor::load);
        Files.createDirectories(config.dataDirectory());
        OpenStore store = config.postgres() == null
                ? OpenStore.embedded(config.dataDirectory())
                : OpenStore.postgresql(config.postgres());
        loading.join();
        AssayServer server;
        try {
            Injector injector = Guice.createInjector(Stage.PRODUCTION, modules.apply(store));
            server = new AssayServer(config, injector, store);
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
        server.lifecycle.start();
        return server;
    }

    InetSocketAddress grpcAddress() {
        return grpc.address();
    }

    InetSocketAddress webAddress() {
        return web.address();
    }

    /** Stops in order: readiness, calls, work, store. Harmless to repeat. */
    @Override
    public void close() {
        lifecycle.stop();
    }

    private void begin(ClockDoor clock) {
        clock.start();
        setReady(true);
    }

    private void setReady(boolean ready) {
        grpc.setReady(ready);
        web.setReady(ready);
    }
}
