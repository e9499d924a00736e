package dev.assay.server.web;

import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.HttpServiceWithRoutes;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.GrpcServiceBuilder;
import dev.assay.server.vocabulary.Shown;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * gRPC and gRPC-Web on the web port, by Armeria's service. That one takes a fifth of the start to make, all of it for
 * JSON errors nobody asks it for; so the port opens without it, and calls that are quick enough wait for it.
 */
final class GrpcWeb implements HttpServiceWithRoutes {
    private static final Logger log = LoggerFactory.getLogger(GrpcWeb.class);

    private final Set<ServerServiceDefinition> services;
    private final Map<String, ExchangeType> exchanges;
    private final CompletableFuture<GrpcService> made = new CompletableFuture<>();
    private final CompletableFuture<ServiceConfig> added = new CompletableFuture<>();

    GrpcWeb(Set<ServerServiceDefinition> services) {
        this.services = services;
        this.exchanges = services.stream()
                .flatMap(service -> service.getMethods().stream())
                .map(method -> method.getMethodDescriptor())
                .collect(Collectors.toUnmodifiableMap(
                        method -> "/" + method.getFullMethodName(), method -> exchange(method.getType())));
    }

    /** Makes Armeria's service. */
    void prepare() {
        try {
            GrpcServiceBuilder builder = GrpcService.builder()
                    .supportedSerializationFormats(GrpcSerializationFormats.values())
                    .useBlockingTaskExecutor(true);
            services.forEach(builder::addService);
            GrpcService service = builder.build();
            service.serviceAdded(added.join());
            made.complete(service);
        } catch (Exception | Error e) {
            log.error("cannot serve gRPC on the web port", e);
            made.completeExceptionally(e);
        }
    }

    @Override
    public Set<Route> routes() {
        return exchanges.keySet().stream()
                .map(path -> Route.builder().exact(path).build())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public ExchangeType exchangeType(RoutingContext context) {
        return exchanges.getOrDefault(context.path(), ExchangeType.BIDI_STREAMING);
    }

    @Override
    public boolean shouldCachePath(String path, @Nullable String query, Route route) {
        return true;
    }

    @Override
    public void serviceAdded(ServiceConfig config) {
        added.complete(config);
    }

    /** By itself Armeria would answer what is no gRPC in plain text. */
    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
        MediaType type = request.contentType();
        if (request.method() != HttpMethod.POST) {
            return ErrorAnswers.of(
                    HttpStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "methods of gRPC are called by POST");
        }
        if (type == null || !type.subtype().startsWith("grpc")) {
            return ErrorAnswers.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "CONTENT_TYPE_NOT_SUPPORTED",
                    "this path takes application/grpc-web, got " + Shown.value(String.valueOf(type)));
        }
        GrpcService ready = made.isDone() ? made.join() : null;
        return ready != null ? ready.serve(context, request) : HttpResponse.of(later(context, request));
    }

    private CompletableFuture<HttpResponse> later(ServiceRequestContext context, HttpRequest request) {
        return made.thenApplyAsync(
                service -> {
                    try {
                        return service.serve(context, request);
                    } catch (Exception e) {
                        return HttpResponse.ofFailure(e);
                    }
                },
                context.eventLoop());
    }

    private static ExchangeType exchange(MethodType type) {
        return switch (type) {
            case UNARY -> ExchangeType.UNARY;
            case CLIENT_STREAMING -> ExchangeType.REQUEST_STREAMING;
            case SERVER_STREAMING -> ExchangeType.RESPONSE_STREAMING;
            case BIDI_STREAMING, UNKNOWN -> ExchangeType.BIDI_STREAMING;
        };
    }
}
