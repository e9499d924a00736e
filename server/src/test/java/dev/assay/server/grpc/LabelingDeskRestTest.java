package dev.assay.server.grpc;

import static dev.assay.server.grpc.LabelingDeskTest.ANN;
import static dev.assay.server.grpc.LabelingDeskTest.BEN;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.assay.datalabeling.v1beta1.CreateInstructionRequest;
import dev.assay.datalabeling.v1beta1.DataType;
import dev.assay.datalabeling.v1beta1.Instruction;
import dev.assay.datalabeling.v1beta1.PdfInstruction;
import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.labeling.PlanDraft;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The desk over HTTP, as a page in a browser calls it; and the files that it shows. */
class LabelingDeskRestTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final byte[] PICTURE = {1, 2, 3, (byte) 0xff, 0};
    private static final byte[] THUMBNAIL = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 7};

    @TempDir
    static Path directory;

    private static DeskDoors doors;
    private static String web;

    @BeforeAll
    static void open() throws Exception {
        doors = new DeskDoors(directory);
        web = doors.web();
    }

    @AfterAll
    static void close() throws Exception {
        doors.close();
    }

    @Test
    void question_isLeasedRefusedAndAnswered() throws Exception {
        String task = doors.begin(PlanDraft.of(doors.texts(1)).plan());
        JsonObject question = lease(task, ANN);
        String name = question.get("name").getAsString();
        String head = "{\"worker\": \"" + ANN + "\", \"leaseNumber\": \"1\", \"answer\": {\"annotations\": [";
        String annotation = "{\"annotationValue\": {\"textClassificationAnnotation\": {\"annotationSpec\": "
                + "{\"displayName\": \"%s\"}}}}]}}";

        HttpResponse<byte[]> refused = send("POST", "/v1/" + name + ":submit", head + annotation.formatted("no label"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(text(refused))
                .contains("INVALID_FIELDS")
                .contains("\"draft_of\"")
                .contains(name);
        assertThat(text(send("GET", "/v1/" + name + "?worker=ann%40example.com", null)))
                .contains("no label");

        assertThat(ok(send("POST", "/v1/" + name + ":submit", head + annotation.formatted("good")))
                        .size())
                .isZero();
        JsonObject stats = ok(send("GET", "/v1/" + task + "/workerStats?worker=ann%40example.com", null));
        assertThat(stats.get("answered").getAsInt()).isEqualTo(1);
        stats = ok(send("GET", "/v1/" + DeskDoors.PROJECT + "/workerStats?worker=ann%40example.com", null));
        assertThat(stats.get("answered").getAsInt()).isPositive();
        assertThat(ok(send("GET", "/v1/" + task, null)).get("answerCount").getAsInt())
                .isEqualTo(1);
        assertThat(text(send("GET", "/v1/" + DeskDoors.PROJECT + "/tasks?includeClosed=true", null)))
                .contains(task);
    }

    @Test
    void wholeImage_isSentAsItIs_toWhoMayAnswer() throws Exception {
        doors.put("cat.png", PICTURE);
        String task = imageTask(new Image("image/png", THUMBNAIL, "gs://bucket/cat.png"));
        String media = "/v1/" + lease(task, ANN).get("name").getAsString() + "/media?worker=";

        HttpResponse<byte[]> image = send("GET", media + ANN, null);

        assertThat(image.statusCode()).isEqualTo(200);
        assertThat(image.body()).isEqualTo(PICTURE);
        assertThat(image.headers().firstValue("content-type")).contains("image/png");
        assertThat(image.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(image.headers().firstValue("cache-control")).contains("no-store");
        assertFailure(send("GET", media + BEN, null), 404, "NOT_FOUND");

        doors.pass(Duration.ofMinutes(10));
        assertFailure(send("GET", media + ANN, null), 400, "NOT_LEASED");
    }

    @Test
    void whatBrowsersMightRun_isSentAsPlainBytes() throws Exception {
        doors.put("cat.svg", PICTURE);
        String task = imageTask(new Image("image/svg+xml", THUMBNAIL, "gs://bucket/cat.svg"));

        HttpResponse<byte[]> image = media(task);

        assertThat(image.body()).isEqualTo(PICTURE);
        assertThat(image.headers().firstValue("content-type")).contains("application/octet-stream");
    }

    @Test
    void imageWithoutReference_isShownByItsThumbnail() throws Exception {
        HttpResponse<byte[]> image = media(imageTask(new Image("image/gif", THUMBNAIL, "")));

        assertThat(image.body()).isEqualTo(THUMBNAIL);
        assertThat(image.headers().firstValue("content-type")).contains("image/jpeg");
    }

    @Test
    void imageThatCannotBeHad_isRefused() throws Exception {
        assertFailure(media(doors.begin(PlanDraft.of(doors.texts(1)).plan())), 400, "NO_IMAGE");
        assertFailure(media(imageTask(new Image("", new byte[0], ""))), 400, "NO_IMAGE");
        assertFailure(
                media(imageTask(new Image("image/png", THUMBNAIL, "https://example.com/a.png"))),
                400,
                "IMAGE_ELSEWHERE");
        assertFailure(
                media(imageTask(new Image("image/png", THUMBNAIL, "gs://other/a.png"))), 400, "BUCKET_NOT_MAPPED");
        assertFailure(
                media(imageTask(new Image("image/png", THUMBNAIL, "gs://bucket/gone.png"))), 404, "OBJECT_NOT_FOUND");
        doors.put("huge.png", new byte[(32 << 20) + 1]);
        assertFailure(media(imageTask(new Image("image/png", THUMBNAIL, "gs://bucket/huge.png"))), 400, "TOO_LARGE");
    }

    @Test
    void instruction_isSentAsADocument() throws Exception {
        byte[] pdf = ("%PDF-1.7\n" + "x".repeat(2 << 20) + "\nstartxref\n9\n%%EOF").getBytes(StandardCharsets.US_ASCII);
        doors.put("how.pdf", pdf);
        String name = doors.instruct(CreateInstructionRequest.newBuilder()
                        .setParent(DeskDoors.PROJECT.toString())
                        .setInstruction(Instruction.newBuilder()
                                .setDisplayName("how")
                                .setDataType(DataType.TEXT)
                                .setPdfInstruction(PdfInstruction.newBuilder().setGcsFileUri("gs://bucket/how.pdf")))
                        .build())
                .toString();

        HttpResponse<byte[]> document = send("GET", "/v1/" + name + "/document", null);

        assertThat(document.body()).isEqualTo(pdf);
        assertThat(document.headers().firstValue("content-type")).contains("application/pdf");
        assertThat(document.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertFailure(send("GET", "/v1/" + DeskDoors.PROJECT + "/instructions/none/document", null), 404, "NOT_FOUND");
    }

    private static String imageTask(Payload... items) {
        return doors.begin(PlanDraft.of(doors.dataset(items))
                .asking(AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION)
                .plan());
    }

    private static HttpResponse<byte[]> media(String task) throws Exception {
        return send("GET", "/v1/" + lease(task, ANN).get("name").getAsString() + "/media?worker=" + ANN, null);
    }

    private static JsonObject lease(String task, String worker) throws Exception {
        return ok(send("POST", "/v1/" + task + ":lease", "{\"worker\": \"" + worker + "\"}"))
                .getAsJsonObject("question");
    }

    private static JsonObject ok(HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
        return JsonParser.parseString(text(response)).getAsJsonObject();
    }

    private static void assertFailure(HttpResponse<byte[]> response, int http, String reason) {
        assertThat(response.statusCode()).as(text(response)).isEqualTo(http);
        assertThat(text(response)).contains("\"" + reason + "\"");
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static HttpResponse<byte[]> send(String verb, String path, @Nullable String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(web + path))
                .method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build();
        return CLIENT.send(request, BodyHandlers.ofByteArray());
    }
}
