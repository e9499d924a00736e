package dev.assay.server.grpc;

import static dev.assay.server.grpc.PredictionLogFixture.JOB;
import static dev.assay.server.grpc.PredictionLogFixture.TABLE;
import static dev.assay.server.grpc.PredictionLogFixture.prediction;
import static dev.assay.server.grpc.PredictionLogFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.assay.server.sampling.SamplerSettings;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.Prediction;
import dev.assay.v1.PredictionLogGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions by streams: order, limits, ends. */
class PredictionStreamTest {
    @TempDir
    Path directory;

    PredictionLogFixture fixture;

    @BeforeEach
    void open() {
        fixture = new PredictionLogFixture(directory);
        fixture.openJob(1, 1_000_000);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void everyRequest_isAnsweredInOrder() throws InterruptedException {
        Sender sender = new Sender(fixture.network());
        for (int i = 0; i < 3_000; i++) {
            sender.send(
                    request("a" + i, "a" + (i + 1)).toBuilder().setSequence(i).build());
        }
        sender.halfClose();

        assertThat(sender.end()).isEqualTo(Code.OK);
        assertThat(sender.answers())
                .extracting(LogPredictionsResponse::getSequence)
                .containsExactlyElementsOf(
                        IntStream.range(0, 3_000).mapToObj(i -> (long) i).toList());
        assertThat(sender.sampled()).isEqualTo(3_001);
        assertThat(fixture.storedIds()).hasSize(3_001);
        assertThat(fixture.queuedBytes.held()).isZero();
        assertThat(fixture.queuedBytes.windowBytes()).isEqualTo(1 << 20);
    }

    @Test
    void malformedRequest_endsTheStream_afterThoseBeforeItAreAnswered() throws InterruptedException {
        Sender sender = new Sender(fixture.inProcess());
        sender.send(request("a"));
        sender.send(request("b"));
        sender.send(request("c").toBuilder().setModelVersion("m").build());
        sender.send(request("d"));

        assertThat(sender.end()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(sender.sampled()).isEqualTo(2);
        assertThat(fixture.storedIds()).containsExactly("a", "b");
        await().untilAsserted(() -> assertThat(fixture.queuedBytes.held()).isZero());
    }

    @Test
    void failureOfTheStore_endsTheStream_withItsStatus() throws InterruptedException {
        Sender sender = new Sender(fixture.inProcess());
        sender.send(request("a"));
        await().until(() -> sender.sampled() == 1);
        fixture.stores.close();
        sender.send(request("b"));

        assertThat(sender.end()).isEqualTo(Code.UNAVAILABLE);
        assertThat(sender.sampled()).isEqualTo(1);
    }

    @Test
    void cancelledStream_givesItsBytesBack() throws InterruptedException {
        Sender sender = new Sender(fixture.network());
        for (int i = 0; i < 200; i++) {
            sender.send(request("a" + i));
        }
        sender.cancel();
        sender.end();

        await().untilAsserted(() -> {
            assertThat(fixture.queuedBytes.held()).isZero();
            assertThat(fixture.queuedBytes.windowBytes()).isEqualTo(1 << 20);
        });
    }

    @Test
    void stream_asksForNoMore_whileTheServerHasNoRoom() throws InterruptedException {
        fixture.queuedBytes.hold(QueuedBytes.MAX_BYTES - (12 << 20));
        Sender sender = new Sender(fixture.network());
        String text = "\"" + "x".repeat(200_000) + "\"";
        int sent = 0;
        // Once the connection's buffers are full the client is told to wait: the server took only what it asked for.
        while (sent < 500 && sender.isReadyWithin(Duration.ofSeconds(2))) {
            sender.send(request(prediction("a" + sent, text, "1")));
            sent++;
        }
        assertThat(sent).isBetween(1, 100);
        assertThat(sender.sampled()).isLessThanOrEqualTo(1);
        assertThat(fixture.queuedBytes.held()).isLessThanOrEqualTo(QueuedBytes.MAX_BYTES);

        fixture.queuedBytes.release(QueuedBytes.MAX_BYTES - (12 << 20));
        sender.halfClose();
        assertThat(sender.end()).isEqualTo(Code.OK);
        assertThat(sender.sampled()).isEqualTo(sent);
    }

    @Test
    void messageThatFindsNoRoom_endsTheStream_asOverload() throws InterruptedException {
        fixture.queuedBytes.hold(QueuedBytes.MAX_BYTES - 1_000);
        Sender sender = new Sender(fixture.network());
        sender.send(request(prediction("a", "\"" + "x".repeat(2_000) + "\"", "1")));

        assertThat(sender.end()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(fixture.storedIds()).isEmpty();
    }

    @Test
    void clientThatReadsNoAnswers_isNotAskedForMore() throws InterruptedException {
        Sender sender = new Sender(fixture.network(), 0);
        int sent = 0;
        String many = "z".repeat(60);
        // Refusals make large answers, so the way back fills up.
        while (sent < 3_000 && sender.isReadyWithin(Duration.ofSeconds(2))) {
            sender.send(request(IntStream.range(0, 100)
                    .mapToObj(i -> prediction("auto-" + many, "1", "1"))
                    .toArray(Prediction[]::new)));
            sent++;
        }
        assertThat(sent).isLessThan(3_000);
        assertThat(fixture.queuedBytes.held()).isLessThan(8 << 20);

        sender.readAll();
        sender.halfClose();
        assertThat(sender.end()).isEqualTo(Code.OK);
        assertThat(sender.answers()).hasSize(sent);
    }

    @Test
    void streamsWhileIntervalsAreSealed_fillNoneBeyondItsCap_andStoreEachIdOnce() throws Exception {
        fixture.sampling.change(JOB, new SamplerSettings(1, 1_000), fixture.now());
        Channel channel = fixture.network();
        AtomicBoolean sealing = new AtomicBoolean(true);
        Set<Long> intervals = new HashSet<>();
        Thread sealer = new Thread(() -> {
            while (sealing.get()) {
                await().pollDelay(Duration.ofMillis(200)).until(() -> true);
                intervals.add(fixture.sampling.sealAndOpenNext(JOB, fixture.now()));
            }
        });
        sealer.start();
        List<Sender> senders = new ArrayList<>();
        for (int s = 0; s < 16; s++) {
            senders.add(new Sender(channel));
        }
        for (int batch = 0; batch < 60; batch++) {
            for (int s = 0; s < senders.size(); s++) {
                Sender sender = senders.get(s);
                assertThat(sender.isReadyWithin(Duration.ofSeconds(30))).isTrue();
                sender.send(batch(s, batch));
            }
        }
        for (Sender sender : senders) {
            sender.halfClose();
            assertThat(sender.end()).isEqualTo(Code.OK);
        }
        sealing.set(false);
        sealer.join();
        intervals.add(fixture.interval());

        assertThat(intervals).hasSizeGreaterThan(3);
        long inIntervals = 0;
        int full = 0;
        for (long interval : intervals) {
            long rows = fixture.sampling.countRows(TABLE, interval);
            assertThat(rows)
                    .isLessThanOrEqualTo(1_000)
                    .isEqualTo(fixture.sampling.interval(interval).orElseThrow().taken());
            full += rows == 1_000 ? 1 : 0;
            inIntervals += rows;
        }
        long acknowledged = senders.stream().mapToLong(Sender::sampled).sum();
        assertThat(full).as("intervals that were filled").isPositive();
        assertThat(acknowledged).isEqualTo(inIntervals).isEqualTo(new HashSet<>(fixture.storedIds()).size());
        assertThat(fixture.stores.number("SELECT count(*) FROM \"d.t\"")).isEqualTo(acknowledged);
    }

    /** Each id is sent by two of the streams. */
    private static LogPredictionsRequest batch(int stream, int batch) {
        return request(IntStream.range(0, 50)
                .mapToObj(i -> "id-" + batch + "-" + stream / 2 + "-" + i)
                .toArray(String[]::new));
    }

    private static final class Sender implements ClientResponseObserver<LogPredictionsRequest, LogPredictionsResponse> {
        private final Queue<LogPredictionsResponse> answers = new ConcurrentLinkedQueue<>();
        private final CountDownLatch ended = new CountDownLatch(1);
        private final int requested;
        private volatile Code code = Code.UNKNOWN;
        private @Nullable ClientCallStreamObserver<LogPredictionsRequest> stream;

        Sender(Channel channel) {
            this(channel, Integer.MAX_VALUE);
        }

        Sender(Channel channel, int requested) {
            this.requested = requested;
            PredictionLogGrpc.newStub(channel).streamPredictions(this);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<LogPredictionsRequest> started) {
            stream = started;
            started.disableAutoRequestWithInitial(requested);
        }

        private ClientCallStreamObserver<LogPredictionsRequest> stream() {
            return Objects.requireNonNull(stream);
        }

        void send(LogPredictionsRequest request) {
            stream().onNext(request);
        }

        void halfClose() {
            stream().onCompleted();
        }

        void cancel() {
            stream().cancel("enough", null);
        }

        void readAll() {
            stream().request(Integer.MAX_VALUE);
        }

        boolean isReady() {
            return stream().isReady();
        }

        boolean isReadyWithin(Duration time) {
            try {
                await().pollInterval(Duration.ofMillis(1)).atMost(time).until(this::isReady);
                return true;
            } catch (ConditionTimeoutException e) {
                return false;
            }
        }

        List<LogPredictionsResponse> answers() {
            return List.copyOf(answers);
        }

        long sampled() {
            return answers.stream()
                    .mapToLong(LogPredictionsResponse::getSampled)
                    .sum();
        }

        Code end() throws InterruptedException {
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
            return code;
        }

        @Override
        public void onNext(LogPredictionsResponse response) {
            answers.add(response);
        }

        @Override
        public void onError(Throwable failure) {
            code = Status.fromThrowable(failure).getCode();
            ended.countDown();
        }

        @Override
        public void onCompleted() {
            code = Code.OK;
            ended.countDown();
        }
    }
}
