package dev.assay.client;

import io.grpc.ChannelCredentials;
import io.grpc.CompositeChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ManagedChannelRegistry;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds channels to an Assay server with the settings that suit it. A channel is costly and safe for any number of
 * threads: build one per process, and shut it down at its end.
 *
 * <p>Every channel built here
 *
 * <ul>
 *   <li>repeats calls that failed with {@code UNAVAILABLE}, up to 5 attempts with growing waits of 0.2 to 5 seconds, if
 *       repeating them is harmless: reads, updates, deletions, pausing and resuming, ground truth, and the calls that
 *       carry a {@code request_id}. Creations are not repeated;
 *   <li>gives RunEvaluationJob, RetryRun and ReevaluateRun a random {@code request_id} where the caller gave none, so that
 *       one call never starts two runs;
 *   <li>gives unary calls a deadline where the caller set none;
 *   <li>takes messages of up to 32 MiB;
 *   <li>finds a dead connection within 40 seconds while calls are active.
 * </ul>
 */
public final class Channels {
    private static final int MAX_MESSAGE_BYTES = 32 << 20;
    private static final Duration KEEP_ALIVE_TIME = Duration.ofSeconds(30);
    private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(10);

    private final String target;
    private final boolean tls;
    private @Nullable Path caFile;
    private @Nullable Path certificateChain;
    private @Nullable Path privateKey;
    private @Nullable String authority;
    private @Nullable Supplier<String> token;
    private boolean tokenInPlaintext;
    private boolean retries = true;
    private Duration deadline = Duration.ofSeconds(30);

    private Channels(String target, boolean tls) {
        this.target = target;
        this.tls = tls;
    }

    /**
     * Begins to build a channel without encryption: for the same host and for trusted networks.
     *
     * @param target {@code host:port}, or any other target that gRPC resolves, such as {@code dns:///host:port}
     * @return a builder
     */
    public static Channels plaintext(String target) {
        return new Channels(target, false);
    }

    /**
     * Begins to build a channel over TLS that trusts the certificate authorities of the Java runtime.
     *
     * @param target {@code host:port}, or any other target that gRPC resolves, such as {@code dns:///host:port}
     * @return a builder
     */
    public static Channels tls(String target) {
        return new Channels(target, true);
    }

    /**
     * Trusts the certificate authorities in this file instead of those of the Java runtime.
     *
     * @param pem certificates in PEM
     * @return this builder
     * @throws IllegalStateException on a channel without TLS
     */
    public Channels caFile(Path pem) {
        requireTls("a CA file");
        this.caFile = pem;
        return this;
    }

    /**
     * Shows this certificate to the server.
     *
     * @param chainPem the certificate and those between it and its authority, in PEM
     * @param keyPem its private key, unencrypted PKCS#8 in PEM
     * @return this builder
     * @throws IllegalStateException on a channel without TLS
     */
    public Channels clientCertificate(Path chainPem, Path keyPem) {
        requireTls("a client certificate");
        this.certificateChain = chainPem;
        this.privateKey = keyPem;
        return this;
    }

    /**
     * Expects the server to be this host, where its certificate names another one than the target.
     *
     * @param name {@code host} or {@code host:port}
     * @return this builder
     */
    public Channels overrideAuthority(String name) {
        this.authority = name;
        return this;
    }

    /**
     * Sends {@code authorization: Bearer <token>} with every call.
     *
     * @param supplier asked once per call, on a thread of gRPC's, so it may block and should cache; what it throws fails
     *     the call with {@code UNAUTHENTICATED}
     * @return this builder
     */
    public Channels bearerToken(Supplier<String> supplier) {
        this.token = supplier;
        return this;
    }

    /**
     * Permits {@link #bearerToken} on a channel without TLS, where everyone on the way can read it.
     *
     * @return this builder
     */
    public Channels allowTokenInPlaintext() {
        this.tokenInPlaintext = true;
        return this;
    }

    /**
     * Sets the deadline of unary calls for which the caller sets none. Streams have none by default.
     *
     * @param timeout above 0; 30 seconds unless set. Repeated attempts share it
     * @return this builder
     * @throws IllegalArgumentException if the timeout is not positive
     */
    public Channels defaultDeadline(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("default deadline must be positive: " + timeout);
        }
        this.deadline = timeout;
        return this;
    }

    /**
     * Repeats no failed call.
     *
     * @return this builder
     */
    public Channels withoutRetries() {
        this.retries = false;
        return this;
    }

    /**
     * Builds the channel. It connects with the first call.
     *
     * @return a channel, to be shut down by the caller
     * @throws IllegalArgumentException if a certificate or key file cannot be read or holds no such thing
     * @throws IllegalStateException if a token would travel in plaintext and that was not allowed
     */
    public ManagedChannel build() {
        ManagedChannelBuilder<?> builder = start(credentials())
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .keepAliveTime(KEEP_ALIVE_TIME.toSeconds(), TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .userAgent("assay-java")
                .intercept(new DefaultDeadline(deadline), new RequestIds());
        if (authority != null) {
            builder.overrideAuthority(authority);
        }
        if (retries) {
            builder.enableRetry().defaultServiceConfig(Retries.serviceConfig());
        } else {
            builder.disableRetry();
        }
        return builder.build();
    }

    private ManagedChannelBuilder<?> start(ChannelCredentials credentials) {
        try {
            return Grpc.newChannelBuilder(target, credentials);
        } catch (ManagedChannelRegistry.ProviderNotFoundException e) {
            // So gRPC says that a file held no certificate or key.
            throw new IllegalArgumentException("cannot build a channel to " + target + ": " + e.getMessage(), e);
        }
    }

    private ChannelCredentials credentials() {
        ChannelCredentials transport = tls ? tlsCredentials() : InsecureChannelCredentials.create();
        if (token == null) {
            return transport;
        }
        if (!tls && !tokenInPlaintext) {
            throw new IllegalStateException("a bearer token needs TLS, or allowTokenInPlaintext()");
        }
        return CompositeChannelCredentials.create(transport, new BearerToken(token));
    }

    private ChannelCredentials tlsCredentials() {
        TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
        try {
            if (caFile != null) {
                builder.trustManager(readable(caFile).toFile());
            }
            if (certificateChain != null && privateKey != null) {
                builder.keyManager(
                        readable(certificateChain).toFile(),
                        readable(privateKey).toFile());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read a certificate or key: " + e.getMessage(), e);
        }
        return builder.build();
    }

    private static Path readable(Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("cannot read " + file);
        }
        return file;
    }

    private void requireTls(String what) {
        if (!tls) {
            throw new IllegalStateException(what + " needs a channel over TLS");
        }
    }
}
