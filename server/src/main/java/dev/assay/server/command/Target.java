package dev.assay.server.command;

import dev.assay.client.Channels;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which server a command works on. */
final class Target {
    @Option(
            names = "--target",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:50051",
            description = "The gRPC port of the server. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String target;

    @Option(names = "--plaintext", description = "Without TLS, as the server is unless it was given a certificate.")
    private boolean plaintext;

    @Option(names = "--ca-file", paramLabel = "FILE", description = "Trust the certificate authorities in this file.")
    private @Nullable Path caFile;

    /** A channel to it; the caller shuts it down. */
    ManagedChannel connect() {
        if (plaintext) {
            return Channels.plaintext(target).build();
        }
        Channels channels = Channels.tls(target);
        return (caFile == null ? channels : channels.caFile(caFile)).build();
    }
}
