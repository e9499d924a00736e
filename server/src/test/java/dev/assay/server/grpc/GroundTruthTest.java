package dev.assay.server.grpc;

import static dev.assay.server.grpc.PredictionLogFixture.JOB;
import static dev.assay.server.grpc.PredictionLogFixture.prediction;
import static dev.assay.server.grpc.PredictionLogFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.server.sampling.SamplerSettings;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.PredictionLogGrpc;
import dev.assay.v1.PredictionLogGrpc.PredictionLogBlockingStub;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.ProvideGroundTruthResponse.Result;
import dev.assay.v1.ProvideGroundTruthResponse.Result.Outcome;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroundTruthTest {
    private static final String CAT = "{\"predictions\": [{\"label\":\"cat\"}]}";
    private static final String DOG = "{\"label\":\"dog\"}";

    @TempDir
    Path directory;

    PredictionLogFixture fixture;
    PredictionLogBlockingStub log;

    @BeforeEach
    void open() {
        fixture = new PredictionLogFixture(directory);
        log = PredictionLogGrpc.newBlockingStub(fixture.inProcess());
        fixture.openJob(1, 2);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void truth_ofAStoredPrediction_isApplied_andReplaced() {
        log.logPredictions(request("a"));

        assertThat(provide("a", CAT)).isEqualTo(Outcome.APPLIED);
        assertThat(truth("a")).isEqualTo(CAT);
        assertThat(provide("a", DOG)).isEqualTo(Outcome.APPLIED);
        assertThat(truth("a")).isEqualTo(DOG);
    }

    @Test
    void truth_afterItsIntervalWasSealed_isApplied() {
        log.logPredictions(request("a"));
        fixture.sampling.sealAndOpenNext(JOB, fixture.now());

        assertThat(provide("a", CAT)).isEqualTo(Outcome.APPLIED);
    }

    @Test
    void earlyTruth_isHeld_andAppliedWithThePrediction() {
        assertThat(provide("a", CAT)).isEqualTo(Outcome.HELD);
        assertThat(provide("a", DOG)).isEqualTo(Outcome.HELD);
        log.logPredictions(request("b", "a"));

        assertThat(truth("a")).isEqualTo(DOG);
        assertThat(fixture.stores.number("SELECT count(*) FROM held_truth")).isZero();
    }

    @Test
    void heldTruth_waitsOn_whileItsPredictionIsOverTheLimit() {
        provide("c", CAT);
        log.logPredictions(request("a", "b", "c"));
        assertThat(fixture.stores.number("SELECT count(*) FROM held_truth")).isEqualTo(1);

        fixture.sampling.sealAndOpenNext(JOB, fixture.now());
        log.logPredictions(request("c"));
        assertThat(truth("c")).isEqualTo(CAT);
    }

    @Test
    void heldTruth_isForgottenAfterSevenDays() {
        provide("a", CAT);
        fixture.pass(Duration.ofDays(7));
        fixture.groundTruth.purge(fixture.now());
        assertThat(fixture.stores.number("SELECT count(*) FROM held_truth")).isEqualTo(1);

        fixture.pass(Duration.ofSeconds(1));
        fixture.groundTruth.purge(fixture.now());
        assertThat(fixture.stores.number("SELECT count(*) FROM held_truth")).isZero();
    }

    @Test
    void truth_ofAnIdThatIsNotSelected_isToldSo_unlessItsRowStands() {
        log.logPredictions(request("a"));
        fixture.sampling.change(JOB, new SamplerSettings(0, 2), fixture.now());

        assertThat(provide("b", CAT)).isEqualTo(Outcome.NOT_SELECTED);
        assertThat(provide("a", CAT)).isEqualTo(Outcome.APPLIED);
    }

    @Test
    void truth_ofAnIdThatTheServerMade_isAppliedOrUnknown() {
        log.logPredictions(request(prediction("", "1", "2")));

        assertThat(provide(fixture.storedIds().get(0), CAT)).isEqualTo(Outcome.APPLIED);
        assertThat(provide("auto-0123", CAT)).isEqualTo(Outcome.UNKNOWN);
        assertThat(provide("ext-99", CAT)).isEqualTo(Outcome.UNKNOWN);
        assertThat(fixture.stores.number("SELECT count(*) FROM held_truth")).isZero();
    }

    @Test
    void truth_ofAPartOfABody_isApplied() {
        log.logPredictions(request(prediction("a", "{\"instances\":[1,2]}", "{\"predictions\":[1,2]}")));

        assertThat(provide("a/1", CAT)).isEqualTo(Outcome.APPLIED);
        assertThat(truth("a/1")).isEqualTo(CAT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "\"cat\"",
                "[1]",
                "[",
                "[] []",
                "{",
                "{\"predictions\":[\"cat\"]}",
                "{\"predictions\":[{},{}]}",
                "{\"label\":\"\\u0000\"}"
            })
    void malformedTruth_isInvalid_andChangesNothing(String malformed) {
        log.logPredictions(request("a"));
        provide("a", CAT);

        assertThat(provide("a", malformed)).isEqualTo(Outcome.INVALID);
        assertThat(truth("a")).isEqualTo(CAT);
    }

    @Test
    void outcomes_standInTheOrderOfTheRequest() {
        log.logPredictions(request("a"));

        List<Result> results = log.provideGroundTruth(ProvideGroundTruthRequest.newBuilder()
                        .setEvaluationJob(JOB.toString())
                        .addGroundTruths(item("x", CAT))
                        .addGroundTruths(item("", CAT))
                        .addGroundTruths(item("a", CAT))
                        .addGroundTruths(item("a\u0000", CAT))
                        .addGroundTruths(item("a", DOG))
                        .addGroundTruths(item("auto-1", CAT))
                        .build())
                .getResultsList();

        assertThat(results)
                .extracting(Result::getOutcome)
                .containsExactly(
                        Outcome.HELD,
                        Outcome.INVALID,
                        Outcome.APPLIED,
                        Outcome.INVALID,
                        Outcome.APPLIED,
                        Outcome.UNKNOWN);
        assertThat(results.get(1).getReason()).contains("prediction_id");
        assertThat(truth("a")).isEqualTo(DOG);
        assertThat(fixture.counted).containsEntry("assay.ground_truths[outcome, applied]", 2.0);
    }

    @Test
    void job_thatIsAbsentOrStopped_failsTheCall() {
        assertThat(code(JOB + "x")).isEqualTo(Code.NOT_FOUND);
        assertThat(code("jobs/1")).isEqualTo(Code.INVALID_ARGUMENT);
        fixture.stores.delete(JOB, fixture.now());
        assertThat(code(JOB.toString())).isEqualTo(Code.FAILED_PRECONDITION);
    }

    private Code code(String job) {
        ProvideGroundTruthRequest request = ProvideGroundTruthRequest.newBuilder()
                .setEvaluationJob(job)
                .addGroundTruths(item("a", CAT))
                .build();
        return catchThrowableOfType(StatusRuntimeException.class, () -> log.provideGroundTruth(request))
                .getStatus()
                .getCode();
    }

    private Outcome provide(String id, String truth) {
        return log.provideGroundTruth(ProvideGroundTruthRequest.newBuilder()
                        .setEvaluationJob(JOB.toString())
                        .addGroundTruths(item(id, truth))
                        .build())
                .getResults(0)
                .getOutcome();
    }

    private static GroundTruth item(String id, String truth) {
        return GroundTruth.newBuilder()
                .setPredictionId(id)
                .setGroundTruth(truth)
                .build();
    }

    private @Nullable Object truth(String id) {
        return fixture.stores
                .query("SELECT groundtruth AS g FROM \"d.t\" WHERE prediction_id = ?", id)
                .get(0)
                .get("g");
    }
}
