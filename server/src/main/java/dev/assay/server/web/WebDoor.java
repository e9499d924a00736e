package dev.assay.server.web;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.grpc.ServerServiceDefinition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The web port: REST and gRPC-Web over the endpoints, and the pages /metrics, /healthz and /readyz. */
public final class WebDoor {
    private static final long MAX_BODY_BYTES = 32 << 20;
    private static final int BLOCKING_THREADS = 32;
    private static final int MAX_CONNECTIONS = 10_000;
    /** Above any sensible limit of a call, which the gRPC door watches; this one is for bodies that never end. */
    private static final Duration REQUEST_LIMIT = Duration.ofMinutes(10);

    private final WebConfig config;
    private final RestCalls rest;
    private final GrpcWeb grpc;
    private final PrometheusMeterRegistry registry;
    private final AtomicBoolean preparing = new AtomicBoolean();
    private volatile boolean ready;
    private final Server server;

    @Inject
    WebDoor(WebConfig config, RestCalls rest, Set<ServerServiceDefinition> services, PrometheusMeterRegistry registry) {
        this.config = config;
        this.rest = rest;
        this.grpc = new GrpcWeb(services);
        this.registry = registry;
        this.server = build();
    }

    /** Loads the classes that a door is made of, so that making one is quick. */
    public static void load() {
        Server.builder()
                .meterRegistry(new SimpleMeterRegistry())
                .service("/", (context, request) -> health(true))
                .build();
    }

    /** Listens from now on. */
    public void start() {
        server.start().join();
    }

    /** Where it listens, once started. */
    public InetSocketAddress address() {
        return new InetSocketAddress(config.address().getAddress(), server.activeLocalPort());
    }

    /** What /readyz answers. */
    public void setReady(boolean ready) {
        this.ready = ready;
        if (ready && !preparing.getAndSet(true)) {
            Thread thread = new Thread(this::prepare, "web-start");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Does what need not be done before the port opens; calls that are quick enough wait for it. */
    private void prepare() {
        try {
            rest.prepare();
        } finally {
            grpc.prepare();
        }
    }

    /** Takes no more requests, lets those under way finish within the limit, then cuts off what remains. */
    public void stop(Duration limit) throws Exception {
        try {
            server.stop().get(limit.toMillis() + 2_000, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the web port does not close", e);
        }
    }

    private Server build() {
        ServerBuilder builder = Server.builder()
                .meterRegistry(registry)
                .maxRequestLength(MAX_BODY_BYTES)
                .maxNumConnections(MAX_CONNECTIONS)
                .requestTimeout(REQUEST_LIMIT)
                .blockingTaskExecutor(BLOCKING_THREADS)
                .errorHandler(new ErrorAnswers())
                .decorator(new HostCheck(config))
                .service(grpc)
                .service(
                        get("/metrics"),
                        (context, request) -> HttpResponse.of(this::metrics, context.blockingTaskExecutor()))
                .service(get("/healthz"), (context, request) -> health(true))
                .service(get("/readyz"), (context, request) -> health(ready))
                .serviceUnder("/", rest);
        if (config.certificate() == null || config.key() == null) {
            builder.port(config.address(), SessionProtocol.HTTP);
        } else {
            builder.port(config.address(), SessionProtocol.HTTPS);
            builder.tls(config.certificate().toFile(), config.key().toFile());
        }
        return builder.build();
    }

    private static Route get(String path) {
        return Route.builder().path(path).methods(HttpMethod.GET).build();
    }

    private HttpResponse metrics() {
        return HttpResponse.of(
                HttpStatus.OK,
                MediaType.parse("text/plain; version=0.0.4; charset=utf-8"),
                HttpData.ofUtf8(registry.scrape()));
    }

    private static HttpResponse health(boolean good) {
        return good
                ? HttpResponse.of(HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, "ok\n")
                : ErrorAnswers.of(HttpStatus.SERVICE_UNAVAILABLE, "NOT_READY", "the server is starting or stopping");
    }
}
