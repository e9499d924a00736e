package dev.assay.server.grpc;

import static dev.assay.server.grpc.PredictionLogFixture.JOB;
import static dev.assay.server.grpc.PredictionLogFixture.TABLE;
import static dev.assay.server.grpc.PredictionLogFixture.VERSION;
import static dev.assay.server.grpc.PredictionLogFixture.prediction;
import static dev.assay.server.grpc.PredictionLogFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import dev.assay.server.sampling.IntervalRecord;
import dev.assay.server.sampling.SamplerSettings;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.v1.GetSamplingPolicyRequest;
import dev.assay.v1.InvalidPrediction;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.PopulationCounts;
import dev.assay.v1.Prediction;
import dev.assay.v1.PredictionLogGrpc;
import dev.assay.v1.PredictionLogGrpc.PredictionLogBlockingStub;
import dev.assay.v1.SamplingPolicy;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Predictions by unary calls: every outcome, alone and mixed. */
class PredictionLogTest {
    @TempDir
    Path directory;

    PredictionLogFixture fixture;
    PredictionLogBlockingStub log;

    @BeforeEach
    void open() {
        fixture = new PredictionLogFixture(directory);
        log = PredictionLogGrpc.newBlockingStub(fixture.inProcess());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    // --- outcomes -------------------------------------------------------------------------------------------------

    @Test
    void sampled_isStoredWithAllItsColumns() {
        fixture.openJob(1, 10);
        Prediction prediction = prediction("a", " {\"x\": 1.50} ", "{\"label\":\"ü\"}").toBuilder()
                .setTime(Timestamp.newBuilder().setSeconds(1).setNanos(123_456_789))
                .build();

        assertThat(log.logPredictions(
                        request(prediction).toBuilder().setSequence(42).build()))
                .isEqualTo(LogPredictionsResponse.newBuilder()
                        .setSequence(42)
                        .setSampled(1)
                        .build());

        assertThat(fixture.stores.query("SELECT * FROM \"d.t\""))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("model", "m")
                        .containsEntry("model_version", "v1")
                        .containsEntry("time", "1970-01-01T00:00:01.123456Z")
                        .containsEntry("raw_data", "{\"instances\":[ {\"x\": 1.50} ]}")
                        .containsEntry("raw_prediction", "{\"predictions\":[{\"label\":\"ü\"}]}")
                        .containsEntry("groundtruth", null)
                        .containsEntry("prediction_id", "a")
                        .containsEntry("sampling_probability", 1.0)
                        .containsEntry("evaluation_job", JOB.toString()));
        assertThat(fixture.sampling.countRows(TABLE, fixture.interval())).isEqualTo(1);
    }

    @Test
    void everyOutcome_ofOneBatch_isCounted_andTheBadSpoilNothing() {
        fixture.openJob(1, 3);
        log.logPredictions(request("old"));
        LogPredictionsRequest mixed = request(
                prediction("a", "1", "2"),
                prediction("old", "1", "2"),
                prediction("bad", "{", "2"),
                prediction("b", "1", "2"),
                prediction("a", "1", "2"),
                prediction("c", "1", "2"),
                prediction("old", "1", "2"),
                prediction("worse", "1", ""));

        LogPredictionsResponse response = log.logPredictions(mixed);

        assertThat(response.getSampled()).isEqualTo(2);
        assertThat(response.getDuplicate()).isEqualTo(3);
        assertThat(response.getOverLimit()).isEqualTo(1);
        assertThat(response.getInvalidList())
                .extracting(InvalidPrediction::getIndex)
                .containsExactly(2, 7);
        assertThat(fixture.storedIds()).containsExactly("old", "a", "b");
        assertThat(fixture.counted)
                .containsEntry("assay.predictions[outcome, sampled]", 3.0)
                .containsEntry("assay.predictions[outcome, duplicate]", 3.0)
                .containsEntry("assay.predictions[outcome, over_limit]", 1.0)
                .containsEntry("assay.predictions[outcome, invalid]", 2.0);
    }

    @Test
    void percentageOfZero_samplesNothing() {
        fixture.openJob(0, 10);

        assertThat(log.logPredictions(batch(0, 500)).getNotSelected()).isEqualTo(500);
        assertThat(fixture.storedIds()).isEmpty();
        assertThat(interval().offered()).isEqualTo(500);
    }

    @Test
    void percentage_drawsThatShare_andDrawsAlikeAgain() {
        fixture.openJob(0.25, 10_000);

        LogPredictionsResponse first = log.logPredictions(batch(0, 4_000));
        LogPredictionsResponse again = log.logPredictions(batch(0, 4_000));

        assertThat(first.getSampled()).isBetween(850, 1_150);
        assertThat(first.getNotSelected()).isEqualTo(4_000 - first.getSampled());
        assertThat(again.getDuplicate()).isEqualTo(first.getSampled());
        assertThat(again.getNotSelected()).isEqualTo(first.getNotSelected());
    }

    @Test
    void cap_isExact_acrossChunks_andOldIdsAreDuplicatesEvenThen() {
        fixture.openJob(1, 4_321);
        assertThat(log.logPredictions(batch(0, 4_000)).getSampled()).isEqualTo(4_000);
        fixture.pass(Duration.ofMinutes(14));

        LogPredictionsResponse response = log.logPredictions(batch(3_000, 10_000));

        assertThat(response.getDuplicate()).isEqualTo(1_000);
        assertThat(response.getSampled()).isEqualTo(321);
        assertThat(response.getOverLimit()).isEqualTo(10_000 - 1_321);
        assertThat(interval())
                .extracting(
                        IntervalRecord::taken,
                        IntervalRecord::offered,
                        IntervalRecord::selected,
                        IntervalRecord::overLimit,
                        IntervalRecord::duplicates,
                        IntervalRecord::capTime)
                .containsExactly(4_321L, 14_000L, 14_000L, 8_679L, 1_000L, fixture.now());
        fixture.sampling.sealAndOpenNext(JOB, fixture.now());
        assertThat(log.logPredictions(batch(0, 10)).getDuplicate()).isEqualTo(10);
        assertThat(log.logPredictions(batch(20_000, 10)).getSampled()).isEqualTo(10);
    }

    @Test
    void pausedJob_andNoJob_areTold() {
        fixture.openJob(1, 10);
        fixture.stores.pause(JOB, fixture.now());
        assertThat(log.logPredictions(request("a", "b")).getPaused()).isEqualTo(2);

        fixture.stores.delete(JOB, fixture.now());
        assertThat(log.logPredictions(request("a", "b")).getNoJob()).isEqualTo(2);
        assertThat(fixture.storedIds()).isEmpty();
    }

    @Test
    void settings_holdAtOnce_andRowsKeepTheProbabilityTheyWereDrawnWith() {
        fixture.openJob(1, 10);
        log.logPredictions(request("a"));
        fixture.sampling.change(JOB, new SamplerSettings(0.999999, 2), fixture.now());
        assertThat(log.logPredictions(request("b", "c")))
                .extracting(LogPredictionsResponse::getSampled, LogPredictionsResponse::getOverLimit)
                .containsExactly(1, 1);

        assertThat(fixture.stores.query("SELECT sampling_probability AS p FROM \"d.t\" ORDER BY row_id"))
                .extracting(row -> row.get("p"))
                .containsExactly(1.0, 0.999999);
    }

    @Test
    void jobsInOneTable_areKeptApart() {
        fixture.openJob(1, 10);
        ResourceName job2 = ResourceName.of(ResourceKind.EVALUATION_JOB, "p", "job2");
        ResourceName version2 = ResourceName.of(ResourceKind.MODEL_VERSION, "p", "m", "v2");
        fixture.openJob(job2, version2, 1, 10);
        log.logPredictions(request("a"));

        assertThat(log.logPredictions(request("a").toBuilder()
                                .setModelVersion(version2.toString())
                                .build())
                        .getSampled())
                .isEqualTo(1);
    }

    // --- bodies and ids -------------------------------------------------------------------------------------------

    @Test
    void bodyWithSeveralInstances_isSplitByOffset() {
        fixture.openJob(1, 10);
        LogPredictionsResponse response = log.logPredictions(request(prediction(
                "a",
                "{\"parameters\":{}, \"instances\": [ {\"x\" : 1}, 2.50 ,\"drei\"]}",
                "{\"predictions\":[{},[],null],\"deployedModelId\":\"1\"}")));

        assertThat(response.getSampled()).isEqualTo(3);
        assertThat(fixture.storedIds()).containsExactly("a/0", "a/1", "a/2");
        assertThat(fixture.stores.query("SELECT raw_data AS d, raw_prediction AS p FROM \"d.t\" ORDER BY row_id"))
                .extracting(row -> row.get("d") + " " + row.get("p"))
                .containsExactly(
                        "{\"instances\":[{\"x\" : 1}]} {\"predictions\":[{}]}",
                        "{\"instances\":[2.50]} {\"predictions\":[[]]}",
                        "{\"instances\":[\"drei\"]} {\"predictions\":[null]}");
    }

    @Test
    void bodyWithOneInstance_keepsItsId() {
        fixture.openJob(1, 10);
        log.logPredictions(
                request(prediction("a", "{\"instances\":[1]}", "2"), prediction("b", "1", "{\"predictions\":[2]}")));

        assertThat(fixture.storedIds()).containsExactly("a", "b");
    }

    @Test
    void predictionsWithoutId_getTimeOrderedOnes() {
        fixture.openJob(1, 10);
        log.logPredictions(request(prediction("", "1", "2")));
        fixture.pass(Duration.ofMillis(1));
        log.logPredictions(request(prediction("", "{\"instances\":[1,2]}", "{\"predictions\":[1,2]}")));

        assertThat(fixture.storedIds()).hasSize(3).isSorted().allMatch(id -> id.matches("auto-[0-9a-z]{26}(/[01])?"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a         | {"instances":[1,2]} | {"predictions":[1]}   | 1 predictions for 2 instances
            a         | {"instances":[1,2]} | 3                     | 1 predictions for 2 instances
            a         | 1                   | {"predictions":[1,2]} | 2 predictions for 1 instances
            a         | {"instances":[]}    | {"predictions":[]}    | holds no instances
            a         | nonsense            | 1                     | instance: is not JSON
            a         | 1                   | {"x":1}}              | prediction: is not JSON
            a         | 1                   | "\\u0000"             | U+0000
            auto-1    | 1                   | 1                     | must not begin with auto-
            ext-1     | 1                   | 1                     | must not begin with auto-
            """)
    void malformedPredictions_areInvalid(String id, String instance, String prediction, String reason) {
        fixture.openJob(1, 10);

        assertThat(log.logPredictions(request(prediction("x", "1", "1"), prediction(id, instance, prediction)))
                        .getInvalidList())
                .singleElement()
                .satisfies(invalid -> {
                    assertThat(invalid.getIndex()).isEqualTo(1);
                    assertThat(invalid.getReason()).contains(reason);
                });
        assertThat(fixture.storedIds()).containsExactly("x");
    }

    @Test
    void idsOutsideTheRules_areInvalid() {
        fixture.openJob(1, 10);
        LogPredictionsResponse response = log.logPredictions(
                request("z".repeat(128), "😀".repeat(128), "z".repeat(129), "a\u0000b", "a\nb", "a\u0085b", "\ud83d"));

        assertThat(response.getSampled()).isEqualTo(2);
        assertThat(response.getInvalidList())
                .extracting(InvalidPrediction::getIndex)
                .containsExactly(2, 3, 4, 5, 6);
    }

    @Test
    void timesThatAreNone_areInvalid() {
        fixture.openJob(1, 10);
        Prediction sound = prediction("a", "1", "1");
        List<Timestamp> times = List.of(
                Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build(),
                Timestamp.newBuilder().setNanos(-1).build(),
                Timestamp.newBuilder().setNanos(1_000_000_000).build(),
                Timestamp.newBuilder().setSeconds(-62_135_596_801L).build());
        LogPredictionsResponse response = log.logPredictions(request(times.stream()
                .map(time -> sound.toBuilder().setTime(time).build())
                .toArray(Prediction[]::new)));

        assertThat(response.getInvalidList())
                .hasSize(4)
                .allSatisfy(invalid -> assertThat(invalid.getReason()).startsWith("time: "));
    }

    @Test
    void textBeyondEightMebibytes_isInvalid() {
        fixture.openJob(1, 10);
        String half = "\"" + "x".repeat((4 << 20) - 2) + "\"";

        LogPredictionsResponse response =
                log.logPredictions(request(prediction("a", half, half), prediction("b", half + " ", half)));

        assertThat(response.getSampled()).isEqualTo(1);
        assertThat(response.getInvalidList())
                .extracting(InvalidPrediction::getIndex)
                .containsExactly(1);
    }

    @Test
    void splitBodies_countTowardsTheBatch() {
        fixture.openJob(1, 100_000);
        String many = "[" + String.join(",", Collections.nCopies(9_999, "1")) + "]";
        LogPredictionsResponse response = log.logPredictions(request(
                prediction("a", "{\"instances\":" + many + "}", "{\"predictions\":" + many + "}"),
                prediction("b", "{\"instances\":[1,2]}", "{\"predictions\":[1,2]}"),
                prediction("c", "1", "1"),
                prediction("d", "1", "1")));

        assertThat(response.getSampled()).isEqualTo(10_000);
        assertThat(response.getInvalidList())
                .extracting(InvalidPrediction::getIndex)
                .containsExactly(1, 3);
    }

    // --- requests as a whole --------------------------------------------------------------------------------------

    @Test
    void malformedRequests_nameTheirFields() {
        assertThat(field(request("a").toBuilder().setModelVersion("models/m").build()))
                .isEqualTo("model_version");
        assertThat(field(batch(0, 10_001))).isEqualTo("predictions");
        PopulationCounts counts =
                PopulationCounts.newBuilder().setClientId("c").setInterval(1).build();
        assertThat(field(counting(counts.toBuilder().setClientId("").build())))
                .isEqualTo("population_counts.client_id");
        assertThat(field(counting(counts.toBuilder().setInterval(0).build()))).isEqualTo("population_counts.interval");
        assertThat(field(counting(counts.toBuilder().setDropped(-1).build()))).isEqualTo("population_counts.dropped");
        assertThat(field(counting(counts.toBuilder().setNotSelected(-1).build())))
                .isEqualTo("population_counts.not_selected");
        assertThat(field(counting(counts.toBuilder().setOverLimit(-1).build())))
                .isEqualTo("population_counts.over_limit");
        // Two clients that claim this much would leave no sum to report.
        assertThat(field(counting(
                        counts.toBuilder().setNotSelected(Long.MAX_VALUE).build())))
                .isEqualTo("population_counts.not_selected");
    }

    private String field(LogPredictionsRequest malformed) {
        StatusRuntimeException e =
                catchThrowableOfType(StatusRuntimeException.class, () -> log.logPredictions(malformed));
        assertThat(e.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
        return detail(e, BadRequest.class).getFieldViolations(0).getField();
    }

    @Test
    void populationCounts_areKept_withAndWithoutPredictions() {
        fixture.openJob(1, 10);
        PopulationCounts counts = PopulationCounts.newBuilder()
                .setClientId("client")
                .setInterval(fixture.interval())
                .setNotSelected(900)
                .setDropped(3)
                .setOverLimit(7)
                .build();
        log.logPredictions(counting(counts));
        log.logPredictions(request("a").toBuilder()
                .setPopulationCounts(counts.toBuilder().setNotSelected(950))
                .build());

        assertThat(interval().clientNotSelected()).isEqualTo(950);
        assertThat(interval().clientDropped()).isEqualTo(3);
        assertThat(interval().clientOverLimit()).isEqualTo(7);
    }

    @Test
    void call_withoutRoomForIt_isRefusedUntilThereIs() {
        fixture.openJob(1, 10);
        fixture.queuedBytes.hold(QueuedBytes.MAX_BYTES - 10);

        StatusRuntimeException e =
                catchThrowableOfType(StatusRuntimeException.class, () -> log.logPredictions(request("a")));
        assertThat(e.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(detail(e, RetryInfo.class).getRetryDelay().getSeconds()).isEqualTo(1);

        fixture.queuedBytes.release(QueuedBytes.MAX_BYTES - 10);
        assertThat(log.logPredictions(request("a")).getSampled()).isEqualTo(1);
        assertThat(fixture.queuedBytes.held()).isZero();
    }

    @Test
    void policy_isTheJobs_andNotFoundWithoutOne() {
        GetSamplingPolicyRequest request = GetSamplingPolicyRequest.newBuilder()
                .setModelVersion(VERSION.toString())
                .build();
        assertThat(catchThrowableOfType(StatusRuntimeException.class, () -> log.getSamplingPolicy(request))
                        .getStatus()
                        .getCode())
                .isEqualTo(Code.NOT_FOUND);
        fixture.openJob(0.5, 10);

        SamplingPolicy policy = log.getSamplingPolicy(request);

        assertThat(policy.getEvaluationJob()).isEqualTo(JOB.toString());
        assertThat(policy.getSamplePercentage()).isEqualTo(0.5);
        assertThat(policy.getSalt().size()).isEqualTo(16);
        assertThat(policy.getInterval()).isEqualTo(fixture.interval());
        assertThat(policy.getState()).isEqualTo(SamplingPolicy.State.OPEN);
    }

    private static LogPredictionsRequest counting(PopulationCounts counts) {
        return LogPredictionsRequest.newBuilder()
                .setModelVersion(VERSION.toString())
                .setPopulationCounts(counts)
                .build();
    }

    private static LogPredictionsRequest batch(int first, int size) {
        return request(
                IntStream.range(first, first + size).mapToObj(i -> "id-" + i).toArray(String[]::new));
    }

    private IntervalRecord interval() {
        return fixture.sampling.interval(fixture.interval()).orElseThrow();
    }

    static <T extends com.google.protobuf.Message> T detail(StatusRuntimeException e, Class<T> type) {
        return Objects.requireNonNull(StatusProto.fromThrowable(e)).getDetailsList().stream()
                .filter(any -> any.is(type))
                .map(any -> {
                    try {
                        return any.unpack(type);
                    } catch (com.google.protobuf.InvalidProtocolBufferException broken) {
                        throw new AssertionError(broken);
                    }
                })
                .findFirst()
                .orElseThrow();
    }
}
