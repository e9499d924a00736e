package dev.assay.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc;
import dev.assay.datalabeling.v1beta1.GetEvaluationJobRequest;
import dev.assay.server.grpc.GrpcConfig.Tls;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ports with a certificate made for the occasion. */
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String JOB = "projects/p/evaluationJobs/j";

    @TempDir
    Path directory;

    @Test
    void bothPorts_serveTheCertificate() throws Exception {
        KeyStore store = selfSigned();
        Path certificate = pem("CERTIFICATE", store.getCertificate("it").getEncoded());
        Path key = pem("PRIVATE KEY", key(store).getEncoded());

        try (RunningDoors doors = new RunningDoors(new Tls(certificate, key), 10, Duration.ofSeconds(60))) {
            assertThat(overGrpc(doors, certificate)).isEqualTo(JOB);
            assertThat(overHttps(doors, store.getCertificate("it"))).contains("\"" + JOB + "\"");
        }
    }

    private static String overGrpc(RunningDoors doors, Path certificate) throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", doors.grpcPort())
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(certificate.toFile())
                        .build())
                .build();
        try {
            return DataLabelingServiceGrpc.newBlockingStub(channel)
                    .getEvaluationJob(
                            GetEvaluationJobRequest.newBuilder().setName(JOB).build())
                    .getName();
        } finally {
            channel.shutdownNow();
        }
    }

    private static String overHttps(RunningDoors doors, Certificate certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("it", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        HttpClient client = HttpClient.newBuilder().sslContext(context).build();
        URI uri = URI.create("https://localhost:" + doors.webPort() + "/v1beta1/" + JOB);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private KeyStore selfSigned() throws Exception {
        Path file = directory.resolve("it.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "it",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(Files.newInputStream(file), PASSWORD);
        return store;
    }

    private static Key key(KeyStore store) throws Exception {
        Key key = store.getKey("it", PASSWORD);
        assertThat(key).isNotNull();
        return key;
    }

    private Path pem(String kind, byte[] bytes) throws Exception {
        String text = "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END "
                + kind + "-----\n";
        return Files.writeString(directory.resolve(kind.replace(' ', '-') + ".pem"), text);
    }
}
