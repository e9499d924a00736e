package dev.assay.server.grpc;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ChannelzService;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The gRPC port: the endpoints, and what a server tells of itself (health, reflection, channelz). The same services are
 * served inside the process, for doors that translate another protocol.
 */
public final class GrpcDoor {
    private static final int MAX_MESSAGE_BYTES = 32 << 20;
    private static final int MAX_METADATA_BYTES = 16 << 10;
    private static final int MAX_CALLS_PER_CONNECTION = 1_000;
    private static final int CHANNELZ_PAGE_SIZE = 100;
    private static final Duration PING_IDLE_CLIENTS_AFTER = Duration.ofMinutes(1);
    private static final Duration PING_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LEAST_PING_INTERVAL_OF_CLIENTS = Duration.ofSeconds(10);
    private static final Duration FORCED_STOP_LIMIT = Duration.ofSeconds(2);

    private final GrpcConfig config;
    private final CallThreads threads;
    private final OpenStreams streams;
    private final HealthStatusManager health = new HealthStatusManager();
    private final Server port;
    private final Server inProcess;
    private final ManagedChannel channel;

    @Inject
    GrpcDoor(
            GrpcConfig config,
            Set<ServerServiceDefinition> services,
            CallChain chain,
            CallThreads threads,
            OpenStreams streams) {
        this.config = config;
        this.threads = threads;
        this.streams = streams;
        List<ServerServiceDefinition> about = Stream.of(
                        health.getHealthService(),
                        ProtoReflectionServiceV1.newInstance(),
                        ProtoReflectionService.newInstance(),
                        ChannelzService.newInstance(CHANNELZ_PAGE_SIZE))
                .map(chain::over)
                .toList();
        String name = "doors-" + UUID.randomUUID();
        port = netty().addServices(List.copyOf(services))
                .addServices(about)
                .fallbackHandlerRegistry(new UnknownMethods())
                .build();
        inProcess = InProcessServerBuilder.forName(name)
                .executor(threads.workers())
                .addServices(List.copyOf(services))
                .build();
        channel = InProcessChannelBuilder.forName(name)
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
        setReady(false);
    }

    /** Listens from now on. */
    public void start() throws IOException {
        inProcess.start();
        port.start();
    }

    /** Calls the endpoints from inside the process, through the same interceptors. */
    public Channel channel() {
        return channel;
    }

    /** Where it listens, once started. */
    public InetSocketAddress address() {
        return new InetSocketAddress(config.address().getAddress(), port.getPort());
    }

    /** What the health service answers. */
    public void setReady(boolean ready) {
        health.setStatus(
                HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
                ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
    }

    /** Takes no more calls, ends streams, lets calls finish within the limit, then cuts off what remains. */
    public void stop(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        port.shutdown();
        streams.end();
        if (!port.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            port.shutdownNow();
        }
        channel.shutdown();
        inProcess.shutdown();
        if (!inProcess.awaitTermination(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
            inProcess.shutdownNow();
        }
        port.awaitTermination(FORCED_STOP_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        threads.stop();
    }

    private NettyServerBuilder netty() {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(config.address())
                .executor(threads.workers())
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .maxInboundMetadataSize(MAX_METADATA_BYTES)
                .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
                .keepAliveTime(PING_IDLE_CLIENTS_AFTER.toSeconds(), TimeUnit.SECONDS)
                .keepAliveTimeout(PING_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .permitKeepAliveTime(LEAST_PING_INTERVAL_OF_CLIENTS.toSeconds(), TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        if (config.tls() != null) {
            builder.useTransportSecurity(
                    config.tls().certificate().toFile(), config.tls().key().toFile());
        }
        return builder;
    }
}
