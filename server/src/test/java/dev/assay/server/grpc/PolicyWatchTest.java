package dev.assay.server.grpc;

import static dev.assay.server.grpc.PredictionLogFixture.JOB;
import static dev.assay.server.grpc.PredictionLogFixture.VERSION;
import static dev.assay.server.grpc.PredictionLogFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.assay.server.sampling.SamplerSettings;
import dev.assay.v1.PredictionLogGrpc;
import dev.assay.v1.PredictionLogGrpc.PredictionLogBlockingStub;
import dev.assay.v1.SamplingPolicy;
import dev.assay.v1.SamplingPolicy.State;
import dev.assay.v1.WatchSamplingPolicyRequest;
import dev.assay.v1.WatchSamplingPolicyResponse;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watching a policy; the clock door is played by the test. */
class PolicyWatchTest {
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

    @Test
    void watch_seesEveryKindOfChange_andNothingBetween() throws InterruptedException {
        Watcher watcher = new Watcher(Integer.MAX_VALUE);
        assertThat(watcher.next().getState()).isEqualTo(State.CLOSED);

        fixture.openJob(1, 2);
        SamplingPolicy open = watcher.afterPoll();
        assertThat(open.getState()).isEqualTo(State.OPEN);
        assertThat(open.getEvaluationJob()).isEqualTo(JOB.toString());

        log.logPredictions(request("a"));
        watcher.expectNothingAfterPoll();
        log.logPredictions(request("b"));
        assertThat(watcher.afterPoll().getState()).isEqualTo(State.FULL);

        fixture.sampling.sealAndOpenNext(JOB, fixture.now());
        SamplingPolicy next = watcher.afterPoll();
        assertThat(next.getState()).isEqualTo(State.OPEN);
        assertThat(next.getInterval()).isGreaterThan(open.getInterval());

        fixture.sampling.change(JOB, new SamplerSettings(0.25, 2), fixture.now());
        assertThat(watcher.afterPoll().getSamplePercentage()).isEqualTo(0.25);
        fixture.sampling.change(JOB, new SamplerSettings(0.25, 3), fixture.now());
        watcher.expectNothingAfterPoll();

        fixture.stores.pause(JOB, fixture.now());
        assertThat(watcher.afterPoll().getState()).isEqualTo(State.PAUSED);
        fixture.stores.pause(JOB, null);
        assertThat(watcher.afterPoll().getState()).isEqualTo(State.OPEN);

        fixture.stores.delete(JOB, fixture.now());
        fixture.sampling.close(JOB, fixture.now());
        SamplingPolicy closed = watcher.afterPoll();
        assertThat(closed.getState()).isEqualTo(State.CLOSED);
        assertThat(closed.getEvaluationJob()).isEmpty();
        assertThat(closed.getModelVersion()).isEqualTo(VERSION.toString());
    }

    @Test
    void heartbeat_comesTenSecondsAfterTheLastWord() throws InterruptedException {
        fixture.openJob(1, 2);
        Watcher watcher = new Watcher(Integer.MAX_VALUE);
        watcher.next();

        fixture.pass(Duration.ofMillis(9_999));
        fixture.policies.poll(fixture.now());
        fixture.sampling.change(JOB, new SamplerSettings(0.5, 2), fixture.now());
        assertThat(watcher.afterPoll().getSamplePercentage()).isEqualTo(0.5);

        fixture.pass(Duration.ofSeconds(10));
        fixture.policies.poll(fixture.now());
        assertThat(watcher.take()).isEqualTo(WatchSamplingPolicyResponse.getDefaultInstance());
        watcher.expectNothingAfterPoll();
    }

    @Test
    void slowReader_getsTheNewestPolicyOnly() throws InterruptedException {
        fixture.openJob(1, 2);
        Watcher watcher = new Watcher(1);
        watcher.next();
        for (int i = 1; i <= 500; i++) {
            fixture.sampling.change(JOB, new SamplerSettings(1.0 / i, 2), fixture.now());
            fixture.policies.poll(fixture.now());
        }

        watcher.request(1_000);
        int received = 0;
        SamplingPolicy last;
        do {
            last = watcher.next();
            received++;
        } while (last.getSamplePercentage() != 1.0 / 500);
        assertThat(received).isLessThan(100);
    }

    @Test
    void cancelledWatch_isForgotten() {
        CancellableContext context = Context.current().withCancellation();
        context.run(() -> {
            try {
                new Watcher(Integer.MAX_VALUE).next();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(fixture.policies.size()).isEqualTo(1);

        context.cancel(null);

        await().untilAsserted(() -> assertThat(fixture.policies.size()).isZero());
    }

    @Test
    void malformedVersion_endsTheWatch() {
        var answers = log.watchSamplingPolicy(
                WatchSamplingPolicyRequest.newBuilder().setModelVersion("m").build());
        StatusRuntimeException e = catchThrowableOfType(StatusRuntimeException.class, answers::hasNext);
        assertThat(e.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    }

    private final class Watcher
            implements ClientResponseObserver<WatchSamplingPolicyRequest, WatchSamplingPolicyResponse> {
        private final BlockingQueue<WatchSamplingPolicyResponse> received = new LinkedBlockingQueue<>();
        private final int requested;
        private @Nullable ClientCallStreamObserver<WatchSamplingPolicyRequest> stream;

        Watcher(int requested) {
            this.requested = requested;
            PredictionLogGrpc.newStub(log.getChannel())
                    .watchSamplingPolicy(
                            WatchSamplingPolicyRequest.newBuilder()
                                    .setModelVersion(VERSION.toString())
                                    .build(),
                            this);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchSamplingPolicyRequest> started) {
            stream = started;
            started.disableAutoRequestWithInitial(requested);
        }

        void request(int more) {
            Objects.requireNonNull(stream).request(more);
        }

        SamplingPolicy afterPoll() throws InterruptedException {
            fixture.policies.poll(fixture.now());
            return next();
        }

        SamplingPolicy next() throws InterruptedException {
            WatchSamplingPolicyResponse response = take();
            assertThat(response.hasPolicy()).isTrue();
            return response.getPolicy();
        }

        WatchSamplingPolicyResponse take() throws InterruptedException {
            WatchSamplingPolicyResponse response = received.poll(20, TimeUnit.SECONDS);
            assertThat(response).as("a message within 20 seconds").isNotNull();
            return Objects.requireNonNull(response);
        }

        /** A heartbeat made due shows that nothing else was sent before it. */
        void expectNothingAfterPoll() throws InterruptedException {
            fixture.policies.poll(fixture.now());
            fixture.policies.poll(fixture.now().plusSeconds(10));
            assertThat(take()).isEqualTo(WatchSamplingPolicyResponse.getDefaultInstance());
            assertThat(List.copyOf(received)).isEmpty();
        }

        @Override
        public void onNext(WatchSamplingPolicyResponse response) {
            received.add(response);
        }

        @Override
        public void onError(Throwable ended) {}

        @Override
        public void onCompleted() {}
    }
}
