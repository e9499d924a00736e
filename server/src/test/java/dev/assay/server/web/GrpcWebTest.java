package dev.assay.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.Server;
import io.grpc.protobuf.services.HealthStatusManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrpcWebTest {
    private static final String CHECK = "/grpc.health.v1.Health/Check";

    private final HttpClient client = HttpClient.newHttpClient();
    private final GrpcWeb grpc =
            new GrpcWeb(Set.of(new HealthStatusManager().getHealthService().bindService()));
    private final Server server = Server.builder().http(0).service(grpc).build();

    @BeforeEach
    void start() {
        server.start().join();
    }

    @AfterEach
    void stop() {
        server.stop().join();
    }

    @Test
    void earlyCall_waitsUntilPrepared() throws Exception {
        CompletableFuture<HttpResponse<String>> early = call("application/grpc-web+proto");
        // An answer that needs no preparation, asked for later, is there: so the first call was received and waits.
        assertThat(call("text/plain").get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(415);
        assertThat(early).isNotDone();

        grpc.prepare();

        HttpResponse<String> answer = early.get(30, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("grpc-status: 0");
    }

    @Test
    void laterCall_isServed() throws Exception {
        grpc.prepare();
        call("application/grpc-web+proto").get(30, TimeUnit.SECONDS);

        HttpResponse<String> answer = call("application/grpc-web+proto").get(30, TimeUnit.SECONDS);

        assertThat(answer.body()).contains("grpc-status: 0");
    }

    private CompletableFuture<HttpResponse<String>> call(String type) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.activeLocalPort() + CHECK))
                .POST(BodyPublishers.ofByteArray(new byte[5]))
                .header("content-type", type)
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }
}
