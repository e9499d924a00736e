package dev.assay.server.web;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the web door serves.
 *
 * @param address where it listens; port 0 takes a free one
 * @param certificate PEM file of the certificate chain; null, with the key, serves plaintext
 * @param key PEM file of its private key
 * @param hostNames names it may be reached by, beside localhost and the address
 */
public record WebConfig(
        InetSocketAddress address,
        @Nullable Path certificate,
        @Nullable Path key,
        List<String> hostNames) {
    public WebConfig {
        hostNames = List.copyOf(hostNames);
    }
}
