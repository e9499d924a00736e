package dev.assay.server;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.Multibinder;
import dev.assay.server.grpc.GrpcConfig;
import dev.assay.server.grpc.GrpcConfig.Tls;
import dev.assay.server.grpc.GrpcDoor;
import dev.assay.server.grpc.GrpcModule;
import dev.assay.server.telemetry.TelemetryModule;
import dev.assay.server.web.WebConfig;
import dev.assay.server.web.WebDoor;
import dev.assay.server.web.WebModule;
import io.grpc.BindableService;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Both doors on free ports over fake endpoints. */
final class RunningDoors implements AutoCloseable {
    final FakeDataLabeling endpoint = new FakeDataLabeling();
    final GrpcDoor grpc;
    final WebDoor web;

    RunningDoors() throws Exception {
        this(null, 100, Duration.ofSeconds(60));
    }

    RunningDoors(@Nullable Tls tls, int maxCalls, Duration callLimit) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Injector injector = Guice.createInjector(
                new TelemetryModule(),
                new GrpcModule(new GrpcConfig(address, tls, 8, maxCalls, 10, callLimit)),
                new WebModule(new WebConfig(
                        address,
                        tls == null ? null : tls.certificate(),
                        tls == null ? null : tls.key(),
                        List.of("assay.example"))),
                new AbstractModule() {
                    @Override
                    protected void configure() {
                        Multibinder<BindableService> endpoints =
                                Multibinder.newSetBinder(binder(), BindableService.class);
                        endpoints.addBinding().toInstance(endpoint);
                        endpoints.addBinding().toInstance(new FakeRuns());
                    }
                });
        grpc = injector.getInstance(GrpcDoor.class);
        web = injector.getInstance(WebDoor.class);
        grpc.start();
        web.start();
        grpc.setReady(true);
        web.setReady(true);
    }

    int grpcPort() {
        return grpc.address().getPort();
    }

    int webPort() {
        return web.address().getPort();
    }

    @Override
    public void close() throws Exception {
        endpoint.release.countDown();
        web.stop(Duration.ofSeconds(2));
        grpc.stop(Duration.ofSeconds(2));
    }
}
