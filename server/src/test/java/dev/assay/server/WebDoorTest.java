package dev.assay.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** REST, pages and gRPC-Web over a real socket. */
class WebDoorTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String JOBS = "/v1beta1/projects/p/evaluationJobs";

    @SuppressWarnings("NullAway.Init")
    private static RunningDoors doors;

    @BeforeAll
    static void open() throws Exception {
        doors = new RunningDoors();
    }

    @AfterAll
    static void close() throws Exception {
        doors.close();
    }

    @Test
    void get_takesTheNameFromThePath() throws Exception {
        JsonObject job = ok(send("GET", JOBS + "/j", null));

        assertThat(job.get("name").getAsString()).isEqualTo("projects/p/evaluationJobs/j");
        assertThat(job.get("state").getAsString()).isEqualTo("SCHEDULED");
    }

    @Test
    void enumsAsNumbers_areGivenToClientsThatAskForThem() throws Exception {
        JsonObject job = ok(send("GET", JOBS + "/j?$alt=json;enum-encoding=int", null));

        assertThat(job.get("state").getAsInt()).isEqualTo(1);
    }

    @Test
    void escapedPath_isDecoded() throws Exception {
        assertThat(ok(send("GET", JOBS + "/a%20b+c", null)).get("name").getAsString())
                .isEqualTo("projects/p/evaluationJobs/a b+c");
    }

    @ParameterizedTest
    @CsvSource({"pageSize=7&filter=x%20%3D%20y", "page_size=7&filter=x%20%3D%20y", "filter=x+%3D+y&pageSize=7&alt=json"
    })
    void queryParameters_areReadInBothSpellings(String query) throws Exception {
        JsonObject list = ok(send("GET", JOBS + "?" + query, null));

        assertThat(list.get("nextPageToken").getAsString()).isEqualTo("projects/p 7 x = y");
    }

    @Test
    void post_withTheWholeRequestAsBody() throws Exception {
        JsonObject job = ok(send("POST", JOBS, "{\"job\": {\"description\": \"d\", \"modelVersion\": \"v\"}}"));

        assertThat(job.get("name").getAsString()).isEqualTo("projects/p");
        assertThat(job.get("description").getAsString()).isEqualTo("d");
    }

    @ParameterizedTest
    @CsvSource({
        "updateMask=evaluationJobConfig.exampleCount",
        "update_mask=evaluation_job_config.example_count",
        "updateMask.paths=evaluation_job_config.example_count"
    })
    void patch_withOneFieldAsBody_andTheMaskInTheQuery(String query) throws Exception {
        String body = "{\"name\": \"projects/p/evaluationJobs/j\", \"schedule\": \"every 24 hours\"}";

        JsonObject job = ok(send("PATCH", JOBS + "/j?" + query, body));

        assertThat(job.get("name").getAsString()).isEqualTo("projects/p/evaluationJobs/j");
        assertThat(job.get("schedule").getAsString()).isEqualTo("every 24 hours");
        assertThat(job.get("description").getAsString()).isEqualTo("evaluation_job_config.example_count");
    }

    @Test
    void verb_isTakenFromThePath_withAndWithoutBody() throws Exception {
        assertThat(ok(send("POST", JOBS + "/j:pause", "{}")).size()).isZero();
        assertThat(ok(send("POST", JOBS + "/j:pause", null)).size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /nowhere                            |               | 404 | NOT_FOUND        | PATH_NOT_FOUND",
                "GET    | /                                   |               | 404 | NOT_FOUND        | PATH_NOT_FOUND",
                "PUT    | /v1beta1/projects/p/evaluationJobs  | {}            | 405 | UNIMPLEMENTED    | METHOD_NOT_ALLOWED",
                "GET    | /v1beta1/projects/p/datasets/d      |               | 404 | NOT_FOUND        | RESOURCE_NOT_FOUND",
                "GET    | /v1beta1/projects/p/instructions/i  |               | 500 | INTERNAL         | INTERNAL",
                "GET    | /v1beta1/projects/p/instructions    |               | 501 | UNIMPLEMENTED    | UNIMPLEMENTED",
                "POST   | /v1beta1/projects/p/evaluationJobs  | {\"job\":     | 400 | INVALID_ARGUMENT | INVALID_FIELDS",
                "POST   | /v1beta1/projects/p/evaluationJobs  | {\"jop\": {}} | 400 | INVALID_ARGUMENT | INVALID_FIELDS",
                "POST   | /v1beta1/projects/p/evaluationJobs  | [1]           | 400 | INVALID_ARGUMENT | INVALID_FIELDS",
                "GET    | /v1beta1/projects/p/evaluationJobs?pageSize=many | | 400 | INVALID_ARGUMENT | INVALID_FIELDS",
                "GET    | /v1beta1/projects/p/evaluationJobs?page_sise=3   | | 400 | INVALID_ARGUMENT | INVALID_FIELDS",
                "GET    | /v1beta1/projects/p/evaluationJobs?parent=p/q    | | 400 | INVALID_ARGUMENT | INVALID_FIELDS",
                "GET    | /v1beta1/projects/p/evaluationJobs?pageSize=1&pageSize=2 | | 400 | INVALID_ARGUMENT | INVALID_FIELDS",
                "GET    | /v1beta1/projects/p%ff/evaluationJobs            | | 400 | INVALID_ARGUMENT | INVALID_FIELDS",
                "GET    | /v1beta1/projects/p/evaluationJobs?filter=%ed%a0%80 | | 400 | INVALID_ARGUMENT | INVALID_FIELDS",
                "GET    | /google.cloud.datalabeling.v1beta1.DataLabelingService/GetEvaluationJob | | 405 | UNIMPLEMENTED | METHOD_NOT_ALLOWED",
                "POST   | /google.cloud.datalabeling.v1beta1.DataLabelingService/GetEvaluationJob | {} | 415 | INVALID_ARGUMENT | CONTENT_TYPE_NOT_SUPPORTED",
                "GET    | /v1beta1/projects/p%00q/evaluationJobs           | | 400 | INVALID_ARGUMENT | *",
                "GET    | /v1beta1/projects/p%zz/evaluationJobs            | | 400 | INVALID_ARGUMENT | *",
            })
    void errors_haveGooglesShape(
            String method, String path, @Nullable String body, int code, String status, String reason)
            throws Exception {
        String raw = rawRequest(method, path, "127.0.0.1:" + doors.webPort(), null, body == null ? "" : body);
        assertThat(raw).startsWith("HTTP/1.1 " + code + " ");

        JsonObject error = json(raw).getAsJsonObject("error");

        assertThat(error.get("code").getAsInt()).isEqualTo(code);
        assertThat(error.get("status").getAsString()).isEqualTo(status);
        assertThat(error.get("message").getAsString()).isNotBlank();
        JsonObject info = error.getAsJsonArray("details").get(0).getAsJsonObject();
        assertThat(info.get("@type").getAsString()).isEqualTo("type.googleapis.com/google.rpc.ErrorInfo");
        assertThat(info.get("domain").getAsString()).isEqualTo("assay");
        assertThat(reason).isIn("*", info.get("reason").getAsString());
    }

    @Test
    void unpairedSurrogate_isRefused_namingItsField() throws Exception {
        HttpResponse<String> answer = send("POST", JOBS, "{\"job\": {\"description\": \"\\ud800\"}}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"job.description\"");
    }

    @Test
    void bodyThatIsNoUtf8_isRefused() throws Exception {
        byte[] body = "{\"job\": {\"description\": \"\u00ff\"}}".getBytes(StandardCharsets.ISO_8859_1);
        HttpRequest request =
                request(JOBS).method("POST", BodyPublishers.ofByteArray(body)).build();

        HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("must be UTF-8");
    }

    @Test
    void deeplyNestedJson_isRefused() throws Exception {
        HttpResponse<String> answer = send("POST", JOBS, "[".repeat(200_000));

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void bodyOverTheLimit_isRefused_inGooglesShape() throws Exception {
        String head =
                "POST " + JOBS + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + ((32 << 20) + 1) + "\r\n\r\n";

        String answer = exchange(head);

        assertThat(answer).startsWith("HTTP/1.1 413 ");
        assertThat(json(answer).getAsJsonObject("error").get("code").getAsInt()).isEqualTo(413);
    }

    @Test
    void bodyThatIsNoJson_byItsType_isRefused() throws Exception {
        HttpRequest request = request(JOBS)
                .method("POST", BodyPublishers.ofString("{}"))
                .header("content-type", "text/plain")
                .build();

        assertThat(CLIENT.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "localhost:1234, 200",
        "127.0.0.1, 200",
        "[::1]:8080, 200",
        "Assay.Example, 200",
        "evil.example, 403",
        "localhost.evil.example, 403",
        "10.0.0.1, 403",
    })
    void host_mustBeThisServers(String host, int expected) throws Exception {
        for (String path : List.of(JOBS + "/j", "/healthz", "/metrics")) {
            assertThat(rawRequest("GET", path, host, null, "")).startsWith("HTTP/1.1 " + expected + " ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, 200",
        "https://localhost:8080, 200",
        "http://localhost:8081, 403",
        "http://evil.example, 403",
        "null, 403",
    })
    void origin_mustBeTheSameHost(String origin, int expected) throws Exception {
        assertThat(rawRequest("POST", JOBS + "/j:pause", "localhost:8080", origin, "{}"))
                .startsWith("HTTP/1.1 " + expected + " ");
    }

    @Test
    void pages_tellHealthAndNumbers() throws Exception {
        send("GET", JOBS + "/j", null);

        assertThat(send("GET", "/healthz", null).body()).isEqualTo("ok\n");
        assertThat(send("GET", "/metrics", null).body())
                .contains("grpc_server_processing_duration_seconds_count")
                .contains("GetEvaluationJob");
        doors.web.setReady(false);
        assertThat(send("GET", "/readyz", null).statusCode()).isEqualTo(503);
        assertThat(send("GET", "/healthz", null).statusCode()).isEqualTo(200);
        doors.web.setReady(true);
        assertThat(send("GET", "/readyz", null).statusCode()).isEqualTo(200);
    }

    @Test
    void grpcWeb_callsTheSameEndpoints_behindTheSameInterceptors() throws Exception {
        String service = "/google.cloud.datalabeling.v1beta1.DataLabelingService/";
        byte[] name = "projects/p/evaluationJobs/j".getBytes(StandardCharsets.UTF_8);

        String good = grpcWeb(service + "GetEvaluationJob", field1(name));
        String bad = grpcWeb(service + "GetEvaluationJob", new byte[] {0x0a, 100});

        assertThat(good).contains("projects/p/evaluationJobs/j").contains("grpc-status:0");
        assertThat(bad).contains("grpc-status:3").contains("grpc-status-details-bin");
    }

    private static byte[] field1(byte[] text) {
        byte[] message = new byte[text.length + 2];
        message[0] = 0x0a;
        message[1] = (byte) text.length;
        System.arraycopy(text, 0, message, 2, text.length);
        return message;
    }

    private static String grpcWeb(String path, byte[] message) throws Exception {
        byte[] frame = new byte[message.length + 5];
        frame[4] = (byte) message.length;
        System.arraycopy(message, 0, frame, 5, message.length);
        HttpRequest request = request(path)
                .method("POST", BodyPublishers.ofByteArray(frame))
                .header("content-type", "application/grpc-web+proto")
                .build();
        HttpResponse<byte[]> answer = CLIENT.send(request, BodyHandlers.ofByteArray());
        String headers = answer.headers().map().entrySet().stream()
                .map(entry -> entry.getKey() + ":" + String.join(",", entry.getValue()))
                .collect(Collectors.joining("\n"));
        return headers + "\n"
                + new String(answer.body(), StandardCharsets.ISO_8859_1).replace("grpc-status: ", "grpc-status:");
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + doors.webPort() + path.replace(";", "%3B")));
    }

    private static HttpResponse<String> send(String method, String path, @Nullable String body) throws Exception {
        HttpRequest.Builder request = request(path);
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.method(method, BodyPublishers.ofString(body)).header("content-type", "application/json");
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonObject ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json; charset=utf-8");
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }

    private static JsonObject json(String raw) {
        return JsonParser.parseString(raw.substring(raw.indexOf("\n\n") + 2)).getAsJsonObject();
    }

    /** Header fields as they are, which Java's client does not allow; line ends come back as one character. */
    private static String rawRequest(String method, String path, String host, @Nullable String origin, String body)
            throws Exception {
        return exchange(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n"
                + (origin == null ? "" : "Origin: " + origin + "\r\n")
                + (body.isEmpty() ? "" : "Content-Type: application/json\r\n")
                + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private static String exchange(String request) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", doors.webPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder answer = new StringBuilder();
            int length = 0;
            for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                answer.append(line).append('\n');
                if (line.startsWith("content-length: ")) {
                    length = Integer.parseInt(line.substring("content-length: ".length()));
                }
            }
            answer.append('\n');
            for (int i = 0; i < length; i++) {
                answer.append((char) reader.read());
            }
            return answer.toString();
        }
    }
}
