package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.assay.server.operation.OperationError;
import dev.assay.server.operation.OperationStep;
import dev.assay.server.vocabulary.FailureKind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations over HTTP, by the paths that Google's clients use. */
class OperationsRestTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path directory;

    private static OperationsDoors doors;
    private static String web;

    @BeforeAll
    static void open() throws Exception {
        doors = new OperationsDoors(directory);
        web = doors.web();
    }

    @AfterAll
    static void close() throws Exception {
        doors.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1beta1/", "/v1/"})
    void operation_isShownWithItsTypes(String version) throws Exception {
        String name = doors.start("shown");
        doors.work().then((operation, fence) -> {
            OperationError error = new OperationError(FailureKind.INVALID_ARGUMENT, "NO_TEXT", "line 3 is empty");
            doors.operations().advance(operation, fence, "{}", List.of(error));
            return doors.work().done(operation, "123");
        });
        doors.drive();

        JsonObject operation = ok(send("GET", version + name, null));

        assertThat(operation.get("name").getAsString()).isEqualTo(name);
        assertThat(operation.get("done").getAsBoolean()).isTrue();
        JsonObject response = operation.getAsJsonObject("response");
        assertThat(response.get("@type").getAsString())
                .isEqualTo("type.googleapis.com/google.cloud.datalabeling.v1beta1.ImportDataOperationResponse");
        assertThat(response.get("importCount").getAsInt()).isEqualTo(3);
        JsonObject failure = operation
                .getAsJsonObject("metadata")
                .getAsJsonArray("partialFailures")
                .get(0)
                .getAsJsonObject();
        assertThat(failure.get("message").getAsString()).isEqualTo("line 3 is empty");
        assertThat(failure.getAsJsonArray("details")
                        .get(0)
                        .getAsJsonObject()
                        .get("@type")
                        .getAsString())
                .isEqualTo("type.googleapis.com/google.rpc.ErrorInfo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1beta1/", "/v1/"})
    void list_isFilteredAndPaged(String version) throws Exception {
        String project = "listed" + version.length();
        String first = doors.start(project);
        String second = doors.start(project);
        doors.drive();
        doors.start(project);

        JsonObject page = ok(
                send("GET", version + "projects/" + project + "/operations?filter=done%20%3D%20true&pageSize=1", null));
        assertThat(names(page)).containsExactly(first);
        JsonObject rest = ok(send(
                "GET",
                version + "projects/" + project + "/operations?filter=done%20%3D%20true&pageToken="
                        + page.get("nextPageToken").getAsString(),
                null));
        assertThat(names(rest)).containsExactly(second);
        assertThat(rest.has("nextPageToken")).isFalse();
        doors.drive();
    }

    @ParameterizedTest
    @CsvSource({"POST, /v1beta1/, {}", "POST, /v1/, {}", "POST, /v1beta1/,", "GET, /v1beta1/,", "GET, /v1/,"})
    void cancel_isPost_andGetOfOldClients(String verb, String version, @Nullable String body) throws Exception {
        String name = doors.start("cancelled");

        assertThat(ok(send(verb, version + name + ":cancel", body)).size()).isZero();

        JsonObject cancelled = ok(send("GET", version + name, null));
        assertThat(cancelled.getAsJsonObject("error").get("code").getAsInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1beta1/", "/v1/"})
    void delete_forgets(String version) throws Exception {
        String name = doors.start("deleted");
        doors.drive();

        assertThat(ok(send("DELETE", version + name, null)).size()).isZero();

        assertFailure(send("GET", version + name, null), 404, "NOT_FOUND", "RESOURCE_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1beta1/", "/v1/"})
    void wait_answersTheLatestState(String version) throws Exception {
        String name = doors.start("awaited");

        JsonObject underWay = ok(send("POST", version + name + ":wait", "{\"timeout\": \"0.1s\"}"));
        doors.drive();
        JsonObject done = ok(send("POST", version + name + ":wait", "{\"timeout\": \"30s\"}"));

        assertThat(underWay.has("done")).isFalse();
        assertThat(done.get("done").getAsBoolean()).isTrue();
    }

    @Test
    void failures_areShapedAsThoseOfOtherCalls() throws Exception {
        doors.work()
                .then((operation, fence) -> new OperationStep.Wait(doors.now().plusSeconds(3_600)));
        String name = doors.start("failing");
        doors.drive();

        assertFailure(send("DELETE", "/v1beta1/" + name, null), 400, "FAILED_PRECONDITION", "OPERATION_UNDER_WAY");
        assertFailure(
                send("GET", "/v1beta1/projects/failing/operations/none", null), 404, "NOT_FOUND", "RESOURCE_NOT_FOUND");
        assertFailure(
                send("GET", "/v1beta1/projects/failing/operations?filter=x", null),
                400,
                "INVALID_ARGUMENT",
                "INVALID_FIELDS");
        assertFailure(
                send("POST", "/v1beta1/" + name + ":wait", "{\"timeout\": \"-1s\"}"),
                400,
                "INVALID_ARGUMENT",
                "INVALID_FIELDS");
        assertFailure(send("GET", "/v1/operations/none", null), 400, "INVALID_ARGUMENT", "INVALID_FIELDS");
        assertFailure(send("PUT", "/v1beta1/" + name, "{}"), 405, "UNIMPLEMENTED", "METHOD_NOT_ALLOWED");
    }

    private static List<String> names(JsonObject page) {
        return StreamSupport.stream(page.getAsJsonArray("operations").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .map(operation -> operation.get("name").getAsString())
                .toList();
    }

    private static JsonObject ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonParser.parseString(response.body()).getAsJsonObject();
    }

    private static void assertFailure(HttpResponse<String> response, int http, String status, String reason) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(http);
        JsonObject error =
                JsonParser.parseString(response.body()).getAsJsonObject().getAsJsonObject("error");
        assertThat(error.get("code").getAsInt()).isEqualTo(http);
        assertThat(error.get("status").getAsString()).isEqualTo(status);
        assertThat(error.getAsJsonArray("details")
                        .get(0)
                        .getAsJsonObject()
                        .get("reason")
                        .getAsString())
                .isEqualTo(reason);
    }

    private static HttpResponse<String> send(String verb, String path, @Nullable String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(web + path))
                .method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }
}
