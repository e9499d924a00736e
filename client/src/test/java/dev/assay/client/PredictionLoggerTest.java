package dev.assay.client;

import static dev.assay.client.FakePredictionLog.MODEL_VERSION;
import static dev.assay.client.FakePredictionLog.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.assay.client.FakePredictionLog.Reaction;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.Prediction;
import dev.assay.v1.SamplingPolicy.State;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@NullUnmarked // Hands in nulls on purpose.
class PredictionLoggerTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Instant TIME = Instant.parse("2026-11-22T10:00:00.123456789Z");

    private final FakePredictionLog fake = new FakePredictionLog();
    private Server server;
    private ManagedChannel channel;
    private PredictionLogger logger;

    @BeforeEach
    void start() throws IOException {
        String name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name).addService(fake).build().start();
        channel = InProcessChannelBuilder.forName(name).build();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (logger != null) {
            logger.close(Duration.ofMillis(10));
        }
        channel.shutdownNow();
        server.shutdownNow();
        assertThat(server.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    private void build(UnaryOperator<PredictionLogger.Builder> settings) {
        logger =
                settings.apply(PredictionLogger.builder(channel, MODEL_VERSION)).build();
    }

    private void buildWith(dev.assay.v1.SamplingPolicy policy) {
        fake.policy(policy);
        build(builder -> builder.batches(500, 1 << 20, Duration.ofMinutes(5)));
        LogOutcome expected = switch (policy.getState()) {
            case PAUSED -> LogOutcome.PAUSED;
            case CLOSED -> LogOutcome.NO_JOB;
            case FULL -> LogOutcome.FULL;
            default -> LogOutcome.NOT_SELECTED;
        };
        await().until(() -> logger.log("1", "2") == expected);
    }

    private static LogOutcome log(PredictionLogger logger, String id) {
        return logger.log(id, TIME, "{\"a\":1}", "{\"b\":2}");
    }

    @Test
    void prediction_arrivesWithIdTimeAndTexts() throws InterruptedException {
        build(builder -> builder);
        assertThat(logger.log("id", TIME, "{\"x\":\"é😀\"}", "[1]")).isEqualTo(LogOutcome.QUEUED);
        assertThat(logger.flush(LONG)).isTrue();
        Prediction stored = fake.stored.get("id");
        assertThat(stored.getInstance()).isEqualTo("{\"x\":\"é😀\"}");
        assertThat(stored.getPrediction()).isEqualTo("[1]");
        assertThat(Instant.ofEpochSecond(
                        stored.getTime().getSeconds(), stored.getTime().getNanos()))
                .isEqualTo(TIME);
        assertThat(fake.requests.get(0).getModelVersion()).isEqualTo(MODEL_VERSION);
        assertThat(logger.counts().answers().sampled()).isEqualTo(1);
        assertThat(logger.lastProblem()).isEmpty();
    }

    @Test
    void predictionWithoutId_getsOne() throws InterruptedException {
        build(builder -> builder);
        logger.log("1", "2");
        assertThat(logger.flush(LONG)).isTrue();
        assertThat(fake.stored.keySet()).singleElement().asString().hasSize(36);
    }

    @Test
    void fullBatch_goesWithoutWaitingForItsAge() {
        build(builder -> builder.batches(10, 1 << 20, Duration.ofHours(1)));
        for (int i = 0; i < 25; i++) {
            log(logger, "id-" + i);
        }
        await().until(() -> logger.counts().acknowledged() == 20);
        assertThat(fake.requests)
                .extracting(LogPredictionsRequest::getPredictionsCount)
                .containsOnly(10);
        assertThat(logger.counts().pending()).isEqualTo(5);
    }

    @Test
    void batchOfManyBytes_goesWithoutWaitingForItsAge() {
        build(builder -> builder.batches(10_000, 10_000, Duration.ofHours(1)));
        String text = "\"" + "x".repeat(3_000) + "\"";
        for (int i = 0; i < 4; i++) {
            logger.log(text, "1");
        }
        await().until(() -> logger.counts().acknowledged() == 3);
    }

    @Test
    void smallBatch_goesWhenItIsOld() {
        build(builder -> builder.batches(10_000, 1 << 20, Duration.ofMillis(30)));
        log(logger, "a");
        await().until(() -> logger.counts().acknowledged() == 1);
    }

    @Test
    void policy_decidesAndItsChangesAreFollowed() throws InterruptedException {
        buildWith(policy(7, 0, State.OPEN));
        fake.policy(policy(7, 1, State.PAUSED));
        await().until(() -> log(logger, "a") == LogOutcome.PAUSED);
        fake.policy(policy(7, 1, State.FULL));
        await().until(() -> log(logger, "b") == LogOutcome.FULL);
        fake.policy(policy(0, 0, State.CLOSED));
        await().until(() -> log(logger, "c") == LogOutcome.NO_JOB);
        fake.policy(policy(8, 1, State.OPEN));
        await().until(() -> log(logger, "d") == LogOutcome.QUEUED);
        assertThat(logger.flush(LONG)).isTrue();
        assertThat(fake.stored).containsKey("d").doesNotContainKeys("a", "b", "c");
    }

    @Test
    void leftOutPredictions_areReportedAsPopulation() throws InterruptedException {
        buildWith(policy(7, 0, State.OPEN));
        for (int i = 0; i < 100; i++) {
            log(logger, "id-" + i);
        }
        logger.log("", TIME, "1", "2");
        assertThat(logger.flush(LONG)).isTrue();
        assertThat(fake.population.get(7L).getNotSelected())
                .isEqualTo(logger.counts().of(LogOutcome.NOT_SELECTED))
                .isGreaterThanOrEqualTo(100);
        assertThat(fake.population.get(7L).getDropped()).isEqualTo(1);
        assertThat(fake.population.get(7L).getClientId()).hasSize(36);
    }

    @Test
    void unusableArguments_areCountedAndNeverThrow() {
        build(builder -> builder);
        assertThat(logger.log("", TIME, "1", "2")).isEqualTo(LogOutcome.DROPPED_INVALID);
        assertThat(logger.log("x".repeat(129), TIME, "1", "2")).isEqualTo(LogOutcome.DROPPED_INVALID);
        assertThat(logger.log("😀".repeat(128), TIME, "1", "2")).isEqualTo(LogOutcome.QUEUED);
        assertThat(logger.log(null, TIME, "1", "2")).isEqualTo(LogOutcome.DROPPED_INVALID);
        assertThat(logger.log("a", null, "1", "2")).isEqualTo(LogOutcome.DROPPED_INVALID);
        assertThat(logger.log(null, "2")).isEqualTo(LogOutcome.DROPPED_INVALID);
        assertThat(logger.log("1", null)).isEqualTo(LogOutcome.DROPPED_INVALID);
        assertThat(logger.logBody("a", TIME, "1", "2", 0)).isEqualTo(LogOutcome.DROPPED_INVALID);
        assertThat(logger.logBody("x".repeat(127), TIME, "1", "2", 2)).isEqualTo(LogOutcome.DROPPED_INVALID);
        assertThat(logger.logBody("a", TIME, "1", "2", 10_001)).isEqualTo(LogOutcome.DROPPED_TOO_LARGE);
        assertThat(logger.log("x".repeat(8 << 20), "2")).isEqualTo(LogOutcome.DROPPED_TOO_LARGE);
        LogCounts counts = logger.counts();
        assertThat(counts.of(LogOutcome.DROPPED_INVALID)).isEqualTo(9);
        assertThat(counts.of(LogOutcome.DROPPED_TOO_LARGE)).isEqualTo(10_002);
        assertThat(counts.offered()).isEqualTo(9 + 10_002 + 1);
    }

    @Test
    void body_countsAsItsInstances() throws InterruptedException {
        build(builder -> builder);
        assertThat(logger.logBody("body", TIME, "{\"instances\":[1,2,3]}", "{\"predictions\":[4,5,6]}", 3))
                .isEqualTo(LogOutcome.QUEUED);
        assertThat(logger.flush(LONG)).isTrue();
        assertThat(logger.counts().acknowledged()).isEqualTo(3);
        assertThat(fake.stored).containsOnlyKeys("body");
    }

    @Test
    void fullQueue_dropsByCountAndTakesAgainOnceAnswered() throws InterruptedException {
        fake.reaction = request -> Reaction.STAY_SILENT;
        build(builder -> builder.queueLimits(20, 1 << 20).batches(10, 1 << 20, Duration.ZERO));
        for (int i = 0; i < 30; i++) {
            assertThat(log(logger, "id-" + i)).isEqualTo(i < 20 ? LogOutcome.QUEUED : LogOutcome.DROPPED_QUEUE_FULL);
        }
        await().until(() -> fake.stored.size() == 20);
        assertThat(log(logger, "still-full")).isEqualTo(LogOutcome.DROPPED_QUEUE_FULL);
        fake.reaction = request -> Reaction.ANSWER;
        server.shutdownNow();
        assertThat(logger.counts().pending()).isEqualTo(20);
        assertThat(logger.counts().of(LogOutcome.DROPPED_QUEUE_FULL)).isEqualTo(11);
    }

    @Test
    void fullQueue_dropsByBytes() {
        fake.reaction = request -> Reaction.STAY_SILENT;
        build(builder -> builder.queueLimits(1_000, 10_000));
        String text = "\"" + "x".repeat(3_000) + "\"";
        assertThat(logger.log(text, "1")).isEqualTo(LogOutcome.QUEUED);
        assertThat(logger.log(text, "1")).isEqualTo(LogOutcome.QUEUED);
        assertThat(logger.log(text, "1")).isEqualTo(LogOutcome.QUEUED);
        assertThat(logger.log(text, "1")).isEqualTo(LogOutcome.DROPPED_QUEUE_FULL);
        assertThat(logger.log("1", "1")).isEqualTo(LogOutcome.QUEUED);
    }

    @Test
    void lostAnswer_isSentAgainAndStoredOnce() throws InterruptedException {
        AtomicBoolean broken = new AtomicBoolean();
        fake.reaction = request -> request.getSequence() == 2 && broken.compareAndSet(false, true)
                ? Reaction.BREAK_AFTER_STORING
                : Reaction.ANSWER;
        build(builder -> builder.batches(10, 1 << 20, Duration.ofMillis(5)));
        for (int i = 0; i < 50; i++) {
            log(logger, "id-" + i);
        }
        assertThat(logger.flush(LONG)).isTrue();
        LogCounts counts = logger.counts();
        assertThat(fake.stored).hasSize(50);
        assertThat(counts.acknowledged()).isEqualTo(50);
        assertThat(counts.answers().duplicate()).isEqualTo(10);
        assertThat(counts.answers().total()).isEqualTo(50);
        assertThat(fake.sequences().get(1L)).isEqualTo(1);
        assertThat(fake.sequences().get(2L)).isEqualTo(2);
        assertThat(logger.lastProblem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("UNAVAILABLE"));
    }

    @Test
    void skippedAnswer_isTreatedAsABreak() throws InterruptedException {
        AtomicBoolean skipped = new AtomicBoolean();
        fake.reaction = request -> request.getSequence() == 1 && skipped.compareAndSet(false, true)
                ? Reaction.SKIP_ANSWER
                : Reaction.ANSWER;
        build(builder -> builder.batches(1, 1 << 20, Duration.ZERO));
        log(logger, "a");
        log(logger, "b");
        assertThat(logger.flush(LONG)).isTrue();
        assertThat(logger.counts().acknowledged()).isEqualTo(2);
        assertThat(fake.sequences().get(1L)).isEqualTo(2);
    }

    @Test
    void silentServer_isLeftAfterTheAnswerTimeout() throws InterruptedException {
        AtomicBoolean silent = new AtomicBoolean();
        fake.reaction = request -> silent.compareAndSet(false, true) ? Reaction.STAY_SILENT : Reaction.ANSWER;
        build(builder -> builder.answerTimeout(Duration.ofMillis(100)));
        log(logger, "a");
        assertThat(logger.flush(LONG)).isTrue();
        assertThat(fake.streams).hasValue(2);
        assertThat(logger.counts().answers().duplicate()).isEqualTo(1);
    }

    @Test
    void streamEndedByTheServer_isOpenedAgain() throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        fake.reaction = request -> ended.compareAndSet(false, true) ? Reaction.END_STREAM : Reaction.ANSWER;
        build(builder -> builder);
        log(logger, "a");
        assertThat(logger.flush(LONG)).isTrue();
        assertThat(logger.counts().answers().sampled()).isEqualTo(1);
    }

    @Test
    void refusedBatch_isGivenUpAndThoseBehindItPass() throws InterruptedException {
        fake.reaction = request ->
                request.getPredictions(0).getPredictionId().equals("poison") ? Reaction.REFUSE : Reaction.ANSWER;
        build(builder -> builder.batches(1, 1 << 20, Duration.ZERO));
        log(logger, "poison");
        log(logger, "fine");
        assertThat(logger.flush(LONG)).isTrue();
        assertThat(logger.counts().refused()).isEqualTo(1);
        assertThat(logger.counts().pending()).isZero();
        assertThat(fake.stored).containsOnlyKeys("fine");
    }

    @Test
    void batchThatAlwaysBreaksTheStream_isGivenUpInTheEnd() throws InterruptedException {
        AtomicInteger tries = new AtomicInteger();
        fake.refusal = Status.RESOURCE_EXHAUSTED.withDescription("gRPC message exceeds maximum size");
        fake.reaction = request -> {
            tries.incrementAndGet();
            return Reaction.REFUSE;
        };
        build(builder -> builder.batches(1, 1 << 20, Duration.ZERO).waits(1_000_000, 20_000_000));
        log(logger, "poison");
        assertThat(logger.flush(LONG)).isTrue();
        assertThat(tries).hasValue(10);
        assertThat(logger.counts().refused()).isEqualTo(1);
    }

    @Test
    void invalidPrediction_isCountedWithItsReason() throws InterruptedException {
        build(builder -> builder);
        logger.log("bad", "1");
        logger.log("1", "1");
        assertThat(logger.flush(LONG)).isTrue();
        assertThat(logger.counts().answers().invalid()).isEqualTo(1);
        assertThat(logger.counts().answers().sampled()).isEqualTo(1);
        assertThat(logger.lastProblem()).contains("prediction refused: instance: not JSON");
    }

    @Test
    void close_flushesAndThenTakesNothing() {
        build(builder -> builder.batches(500, 1 << 20, Duration.ofHours(1)));
        log(logger, "a");
        logger.close();
        assertThat(fake.stored).containsOnlyKeys("a");
        assertThat(log(logger, "b")).isEqualTo(LogOutcome.DROPPED_CLOSED);
        LogCounts counts = logger.counts();
        assertThat(counts.acknowledged()).isEqualTo(1);
        assertThat(counts.pending()).isZero();
        assertThat(counts.offered()).isEqualTo(2);
        logger.close();
    }

    @Test
    void closeOfALoggerWithoutServer_countsWhatIsLost() {
        server.shutdownNow();
        build(builder -> builder.batches(4, 1 << 20, Duration.ZERO));
        for (int i = 0; i < 10; i++) {
            log(logger, "id-" + i);
        }
        logger.close(Duration.ofMillis(200));
        assertThat(logger.counts().lostAtClose()).isEqualTo(10);
        assertThat(logger.counts().pending()).isZero();
    }

    @Test
    void flushWithoutServer_endsInTime() throws InterruptedException {
        server.shutdownNow();
        build(builder -> builder);
        log(logger, "a");
        assertThat(logger.flush(Duration.ofMillis(100))).isFalse();
        assertThat(logger.counts().pending()).isEqualTo(1);
    }

    @Test
    void brokenWatch_isOpenedAgain() {
        buildWith(policy(7, 0, State.OPEN));
        fake.watches.forEach(watch -> watch.onError(Status.UNAVAILABLE.asRuntimeException()));
        fake.watches.clear();
        await().until(() -> !fake.watches.isEmpty());
        fake.policy(policy(7, 1, State.PAUSED));
        await().until(() -> log(logger, "a") == LogOutcome.PAUSED);
    }

    @Test
    void builder_refusesValuesOutOfRange() {
        assertThatThrownBy(() -> PredictionLogger.builder(channel, "models/m"))
                .isInstanceOf(IllegalArgumentException.class);
        PredictionLogger.Builder builder = PredictionLogger.builder(channel, MODEL_VERSION);
        assertThatThrownBy(() -> builder.queueLimits(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.queueLimits(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.batches(10_001, 1, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.batches(1, (8 << 20) + 1, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.batches(1, 1, Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.answerTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
