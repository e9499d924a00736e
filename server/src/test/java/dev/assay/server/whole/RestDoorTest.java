package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.FieldMask;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import dev.assay.datalabeling.v1beta1.CreateEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc.DataLabelingServiceBlockingStub;
import dev.assay.datalabeling.v1beta1.DeleteEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.GetEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.ListEvaluationJobsRequest;
import dev.assay.datalabeling.v1beta1.ListEvaluationJobsResponse;
import dev.assay.datalabeling.v1beta1.PauseEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.UpdateEvaluationJobRequest;
import dev.assay.server.JobRequests;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same calls over gRPC and over REST, to a real server: the same answers and the same errors. */
class RestDoorTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer();
    private static final JsonFormat.Parser PARSER = JsonFormat.parser()
            .usingTypeRegistry(TypeRegistry.newBuilder()
                    .add(ErrorInfo.getDescriptor())
                    .add(BadRequest.getDescriptor())
                    .build());
    private static final String PROJECT = "/v1beta1/" + JobRequests.PROJECT;
    private static final String JOBS = PROJECT + "/evaluationJobs";

    @TempDir
    static Path folder;

    static ServerProcess server;
    static Api api;
    static DataLabelingServiceBlockingStub grpc;
    static String specSet;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(folder.resolve("data"));
        api = new Api(server);
        grpc = api.labeling();
        specSet =
                grpc.createAnnotationSpecSet(JobRequests.specSet("cat", "dog")).getName();
    }

    @AfterAll
    static void stop() {
        api.close();
        server.close();
    }

    @Test
    void jobs_liveTheSameLife_throughBothDoors() throws Exception {
        CreateEvaluationJobRequest create = request("life");
        EvaluationJob job = answer("POST", JOBS, body(create), EvaluationJob.getDefaultInstance());
        String name = job.getName();
        String path = "/v1beta1/" + name;

        assertThat(job).isEqualTo(get(name));
        assertThat(answer("GET", path, null, EvaluationJob.getDefaultInstance()))
                .isEqualTo(job);

        EvaluationJob updated = answer(
                "PATCH",
                path + "?updateMask=evaluationJobConfig.exampleCount",
                "{\"evaluationJobConfig\": {\"exampleCount\": 7, \"exampleSamplePercentage\": 0.5}}",
                EvaluationJob.getDefaultInstance());
        assertThat(updated).isEqualTo(get(name));
        assertThat(updated.getEvaluationJobConfig().getExampleCount()).isEqualTo(7);
        assertThat(updated.getEvaluationJobConfig().getExampleSamplePercentage())
                .isEqualTo(1);

        assertThat(send("POST", path + ":pause", "{}").statusCode()).isEqualTo(200);
        assertThat(get(name).getState()).isEqualTo(EvaluationJob.State.PAUSED);
        assertThat(send("POST", path + ":resume", null).statusCode()).isEqualTo(200);
        assertThat(get(name).getState()).isEqualTo(EvaluationJob.State.SCHEDULED);
        assertThat(send("DELETE", path, null).statusCode()).isEqualTo(200);
        assertThat(send("DELETE", path, null).statusCode())
                .as("deletion repeated")
                .isEqualTo(200);
        assertThat(get(name).getState()).isEqualTo(EvaluationJob.State.STOPPED);
    }

    @Test
    void lists_haveTheSamePages_andTakeEachOthersTokens() throws Exception {
        for (int i = 0; i < 3; i++) {
            grpc.createEvaluationJob(request("listed", "v" + i));
        }
        String filter = "evaluation_job.model_id = listed AND evaluation_job.state = \"SCHEDULED\"";
        ListEvaluationJobsRequest.Builder request = ListEvaluationJobsRequest.newBuilder()
                .setParent(JobRequests.PROJECT)
                .setFilter(filter)
                .setPageSize(2);
        String query = JOBS + "?pageSize=2&filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8);

        ListEvaluationJobsResponse first = grpc.listEvaluationJobs(request.build());
        assertThat(first.getEvaluationJobsCount()).isEqualTo(2);
        assertThat(answer("GET", query, null, ListEvaluationJobsResponse.getDefaultInstance()))
                .isEqualTo(first);

        String token = first.getNextPageToken();
        ListEvaluationJobsResponse second =
                grpc.listEvaluationJobs(request.setPageToken(token).build());
        assertThat(second.getEvaluationJobsCount()).isEqualTo(1);
        assertThat(answer("GET", query + "&page_token=" + token, null, ListEvaluationJobsResponse.getDefaultInstance()))
                .isEqualTo(second);
    }

    @Test
    void badRequests_failTheSame_withEveryViolation() throws Exception {
        CreateEvaluationJobRequest empty = CreateEvaluationJobRequest.newBuilder()
                .setParent(JobRequests.PROJECT)
                .setJob(EvaluationJob.getDefaultInstance())
                .build();
        CreateEvaluationJobRequest withNul = request("nul").toBuilder()
                .setJob(request("nul").getJob().toBuilder().setDescription("a\0b"))
                .build();
        CreateEvaluationJobRequest wrong = wrongInEveryWay();

        assertSame(400, "POST", JOBS, body(empty), () -> grpc.createEvaluationJob(empty));
        assertSame(400, "POST", JOBS, body(withNul), () -> grpc.createEvaluationJob(withNul));
        Status all = assertSame(400, "POST", JOBS, body(wrong), () -> grpc.createEvaluationJob(wrong));
        assertThat(all.getDetails(1).unpack(BadRequest.class).getFieldViolationsList())
                .as("also where texts are as long as may be, all arrive")
                .hasSizeGreaterThanOrEqualTo(14)
                .noneMatch(violation -> violation.getField().isEmpty());
        assertSame(
                400,
                "GET",
                JOBS + "?pageSize=-1",
                null,
                () -> grpc.listEvaluationJobs(ListEvaluationJobsRequest.newBuilder()
                        .setParent(JobRequests.PROJECT)
                        .setPageSize(-1)
                        .build()));
        assertSame(
                400,
                "GET",
                JOBS + "?pageToken=bogus",
                null,
                () -> grpc.listEvaluationJobs(ListEvaluationJobsRequest.newBuilder()
                        .setParent(JobRequests.PROJECT)
                        .setPageToken("bogus")
                        .build()));
        assertSame(400, "GET", JOBS + "/%20", null, () -> get(JobRequests.PROJECT + "/evaluationJobs/ "));
    }

    @Test
    void refusals_areTheSame() throws Exception {
        CreateEvaluationJobRequest create = request("refused");
        String name = grpc.createEvaluationJob(create).getName();
        String path = "/v1beta1/" + name;

        assertSame(409, "POST", JOBS, body(create), () -> grpc.createEvaluationJob(create));
        assertSame(
                400,
                "PATCH",
                path + "?updateMask=description",
                "{\"description\": \"other\"}",
                () -> grpc.updateEvaluationJob(UpdateEvaluationJobRequest.newBuilder()
                        .setEvaluationJob(EvaluationJob.newBuilder().setName(name))
                        .setUpdateMask(FieldMask.newBuilder().addPaths("description"))
                        .build()));
        grpc.deleteEvaluationJob(
                DeleteEvaluationJobRequest.newBuilder().setName(name).build());
        assertSame(
                400,
                "POST",
                path + ":pause",
                "{}",
                () -> grpc.pauseEvaluationJob(
                        PauseEvaluationJobRequest.newBuilder().setName(name).build()));
        String none = JobRequests.PROJECT + "/evaluationJobs/none";
        assertSame(404, "GET", "/v1beta1/" + none, null, () -> get(none));
        assertSame(
                404,
                "DELETE",
                "/v1beta1/" + none,
                null,
                () -> grpc.deleteEvaluationJob(
                        DeleteEvaluationJobRequest.newBuilder().setName(none).build()));
    }

    /** With texts of which each alone fills what messages show of it. */
    private static CreateEvaluationJobRequest wrongInEveryWay() {
        String text = "😀".repeat(300);
        EvaluationJob.Builder job = EvaluationJob.newBuilder()
                .setSchedule(text)
                .setModelVersion(text)
                .setAnnotationSpecSet(text);
        job.getEvaluationJobConfigBuilder()
                .setExampleCount(-1)
                .setExampleSamplePercentage(2)
                .putBigqueryImportKeys(text, "x")
                .putBigqueryImportKeys("label_json_key", text + "/");
        job.getEvaluationJobConfigBuilder()
                .getInputConfigBuilder()
                .getBigquerySourceBuilder()
                .setInputUri(text);
        job.getEvaluationJobConfigBuilder()
                .getEvaluationJobAlertConfigBuilder()
                .setEmail(text)
                .setMinAcceptableMeanAveragePrecision(-1);
        return JobRequests.create(job);
    }

    private static CreateEvaluationJobRequest request(String model) {
        return request(model, "v1");
    }

    private static CreateEvaluationJobRequest request(String model, String version) {
        return JobRequests.create(JobRequests.textClassification(specSet, JobRequests.modelVersion(model, version)));
    }

    private static EvaluationJob get(String name) {
        return grpc.getEvaluationJob(
                GetEvaluationJobRequest.newBuilder().setName(name).build());
    }

    private static Status assertSame(int http, String verb, String path, @Nullable String body, Runnable call)
            throws Exception {
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call::run);
        assertThat(failure).isNotNull();
        HttpResponse<String> answer = send(verb, path, body);

        assertThat(answer.statusCode()).isEqualTo(http);
        Status status = status(answer);
        assertThat(status).isEqualTo(StatusProto.fromThrowable(failure));
        assertThat(status.getDetails(0).unpack(ErrorInfo.class).getDomain()).isEqualTo("assay");
        return status;
    }

    /** The error of Google's REST APIs as the status that it came from. */
    private static Status status(HttpResponse<String> answer) throws InvalidProtocolBufferException {
        JsonObject error =
                JsonParser.parseString(answer.body()).getAsJsonObject().getAsJsonObject("error");
        assertThat(error.get("code").getAsInt()).isEqualTo(answer.statusCode());
        JsonObject status = new JsonObject();
        status.addProperty(
                "code", Code.valueOf(error.get("status").getAsString()).getNumber());
        status.add("message", error.get("message"));
        status.add("details", error.get("details"));
        Status.Builder built = Status.newBuilder();
        PARSER.merge(status.toString(), built);
        return built.build();
    }

    private static String body(CreateEvaluationJobRequest request) throws InvalidProtocolBufferException {
        return PRINTER.print(request.toBuilder().clearParent());
    }

    @SuppressWarnings("unchecked") // what is like a message is of its type
    private static <T extends Message> T answer(String verb, String path, @Nullable String body, T like)
            throws Exception {
        HttpResponse<String> answer = send(verb, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Message.Builder builder = like.newBuilderForType();
        PARSER.merge(answer.body(), builder);
        return (T) builder.build();
    }

    private static HttpResponse<String> send(String verb, String path, @Nullable String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.webPort() + path));
        if (body == null) {
            request.method(verb, BodyPublishers.noBody());
        } else {
            request.method(verb, BodyPublishers.ofString(body)).header("content-type", "application/json");
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
