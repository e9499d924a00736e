package dev.assay.server.grpc;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the gRPC door serves.
 *
 * @param address where it listens; port 0 takes a free one
 * @param tls certificate chain and key; null serves plaintext
 * @param callThreads how many calls are worked on at once
 * @param maxCalls most unary calls under way, waiting ones included; more are refused with RESOURCE_EXHAUSTED
 * @param maxStreams most streams open, likewise
 * @param defaultDeadline how long a unary call may last whose client set no deadline
 */
public record GrpcConfig(
        InetSocketAddress address,
        @Nullable Tls tls,
        int callThreads,
        int maxCalls,
        int maxStreams,
        Duration defaultDeadline) {

    /** PEM files of a certificate chain and its private key. */
    public record Tls(Path certificate, Path key) {}
}
