package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Google's published Node client, from its package, over a real socket. */
class NodeClientTest {
    @TempDir
    static Path folder;

    static NodeClient node;
    static ServerProcess server;
    static Path bucket;

    @BeforeAll
    static void start() throws Exception {
        node = NodeClient.install();
        bucket = Files.createDirectories(folder.resolve("bucket"));
        server = ServerProcess.start(folder.resolve("data"), "--bucket", "files=" + bucket);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void import_isFollowedToItsEnd_andListed() throws Exception {
        Files.writeString(
                bucket.resolve("texts.csv"),
                "plain\n\"with, comma\"\n\"two\nlines\"\n\"a \"\"quote\"\"\"\n\ngrüße 🙂\na,b\n"
                        + "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
        JsonObject arguments = new JsonObject();
        arguments.addProperty("parent", "projects/node");
        arguments.addProperty("inputUri", "gs://files/texts.csv");
        arguments.addProperty("missingUri", "gs://files/nowhere.csv");

        JsonObject answer = node.run(server.grpcPort(), "importAndList", arguments);

        assertThat(answer.get("operation").getAsString()).matches("projects/node/operations/[0-9a-z]+");
        assertThat(texts(answer.getAsJsonArray("texts")))
                .containsExactly(
                        "plain",
                        "with, comma",
                        "two\nlines",
                        "a \"quote\"",
                        "grüße 🙂",
                        "1",
                        "2",
                        "3",
                        "4",
                        "5",
                        "6",
                        "7",
                        "8",
                        "9");
        assertThat(answer.get("first").getAsString()).isEqualTo("plain");
        assertThat(answer.getAsJsonObject("imported").get("totalCount").getAsInt())
                .isEqualTo(15);
        assertThat(answer.getAsJsonObject("imported").get("importCount").getAsInt())
                .isEqualTo(14);
        assertThat(texts(answer.getAsJsonArray("partialFailures")))
                .singleElement()
                .asString()
                .contains("line 8");
        assertThat(answer.get("dataItemCount").getAsInt()).isEqualTo(14);
        assertThat(answer.get("inputConfigs").getAsInt()).isEqualTo(1);
        assertThat(answer.get("done").getAsBoolean()).isTrue();
        assertThat(answer.getAsJsonObject("failure").get("code").getAsInt()).isEqualTo(5);
        assertThat(answer.getAsJsonObject("failure").get("message").getAsString())
                .contains("gs://files/nowhere.csv");
        assertThat(answer.get("gone").getAsInt()).isEqualTo(5);
    }

    @Test
    void truthOfARun_isListedAndExported() throws Exception {
        Run run;
        try (Api api = new Api(server)) {
            String job = api.createDigitsJob("v1", 2_000);
            api.log().logPredictions(Digits.request(Digits.MODEL_VERSION));
            api.log()
                    .provideGroundTruth(ProvideGroundTruthRequest.newBuilder()
                            .setEvaluationJob(job)
                            .addAllGroundTruths(Digits.truths())
                            .build());
            run = api.ended(api.startRun(job).getName());
        }
        assertThat(run.getState()).as(run.toString()).isEqualTo(Run.State.SUCCEEDED);
        JsonObject arguments = new JsonObject();
        arguments.addProperty("dataset", run.getDataset());
        arguments.addProperty("outputUri", "gs://files/out/digits.csv");

        JsonObject answer = node.run(server.grpcPort(), "listAndExport", arguments);

        Map<String, Long> byLabel =
                Digits.lines().stream().collect(Collectors.groupingBy(NodeClientTest::truth, Collectors.counting()));
        assertThat(answer.get("annotatedDatasets").getAsInt()).isEqualTo(1);
        assertThat(answer.get("examples").getAsInt()).isEqualTo(Digits.COUNT);
        assertThat(answer.get("example").getAsString()).startsWith(run.getDataset() + "/annotatedDatasets/");
        JsonObject exported = answer.getAsJsonObject("exported");
        assertThat(exported.get("exportCount").getAsInt()).isEqualTo(Digits.COUNT);
        exported.getAsJsonObject("labelStats")
                .entrySet()
                .forEach(entry -> assertThat(entry.getValue().getAsLong()).isEqualTo(byLabel.get(entry.getKey())));
        assertThat(exported.getAsJsonObject("labelStats").size()).isEqualTo(byLabel.size());
        List<String> lines = Files.readAllLines(bucket.resolve("out/digits.csv"));
        assertThat(lines).hasSize(Digits.COUNT).allMatch(line -> line.startsWith("UNASSIGNED,"));
        try (var left = Files.list(bucket.resolve("out"))) {
            assertThat(left).hasSize(1);
        }
    }

    private static String truth(JsonObject line) {
        JsonObject truth = line.getAsJsonObject("groundtruth");
        JsonElement labels =
                truth.has("predictions") ? truth.getAsJsonArray("predictions").get(0) : truth;
        JsonElement label =
                labels.getAsJsonObject().entrySet().iterator().next().getValue();
        return label.isJsonArray() ? label.getAsJsonArray().get(0).getAsString() : label.getAsString();
    }

    private static List<String> texts(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonElement::getAsString)
                .toList();
    }
}
