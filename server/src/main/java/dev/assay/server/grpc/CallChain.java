package dev.assay.server.grpc;

import dev.assay.server.vocabulary.Counters;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingServerInterceptor;
import jakarta.inject.Inject;

/** What every call passes on its way to an endpoint, whichever door it came through. */
final class CallChain {
    private final MetricCollectingServerInterceptor telemetry;
    private final LimitInterceptor limits;
    private final DeadlineInterceptor deadlines;
    private final OpenStreams streams;

    @Inject
    CallChain(GrpcConfig config, MeterRegistry registry, Counters counters, OpenStreams streams, CallThreads threads) {
        this.telemetry = new MetricCollectingServerInterceptor(registry);
        this.limits = new LimitInterceptor(config.maxCalls(), config.maxStreams(), counters);
        this.deadlines = new DeadlineInterceptor(config.defaultDeadline(), threads.timer());
        this.streams = streams;
    }

    /** The service behind the interceptors, outermost first. Those of the second list see parsed messages. */
    ServerServiceDefinition over(BindableService service) {
        ServerServiceDefinition parsed = ServerInterceptors.interceptForward(service, new TextInterceptor());
        return ServerInterceptors.interceptForward(
                ServerInterceptors.useMarshalledMessages(parsed, RawMessages.INSTANCE),
                telemetry,
                new FailureInterceptor(),
                limits,
                streams,
                deadlines);
    }
}
