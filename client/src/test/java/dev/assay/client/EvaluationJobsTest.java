package dev.assay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.assay.client.AssayException.FieldViolation;
import dev.assay.datalabeling.v1beta1.CreateEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.GetEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.ListEvaluationJobsRequest;
import dev.assay.datalabeling.v1beta1.ListEvaluationJobsResponse;
import dev.assay.datalabeling.v1beta1.PauseEvaluationJobRequest;
import dev.assay.v1.EvaluationRunsGrpc;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.ProvideGroundTruthResponse.Result;
import dev.assay.v1.Run;
import dev.assay.v1.RunEvaluationJobRequest;
import dev.assay.v1.WatchRunRequest;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EvaluationJobsTest {
    private static final String JOB = "projects/p/evaluationJobs/j";
    private static final String RUN = JOB + "/runs/r";

    private final FakeJobs jobsFake = new FakeJobs();
    private final FakeRuns runsFake = new FakeRuns();
    private final FakePredictionLog logFake = new FakePredictionLog();
    private final String name = InProcessServerBuilder.generateName();
    private final ManagedChannel channel = InProcessChannelBuilder.forName(name).build();
    private final EvaluationJobs jobs = new EvaluationJobs(channel);
    private final Server server = InProcessServerBuilder.forName(name)
            .addService(jobsFake)
            .addService(runsFake)
            .addService(logFake)
            .build();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow();
        server.shutdownNow();
        assertThat(server.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    /** 25 jobs in pages of 10; creations are refused with all details; one job never answers. */
    private static final class FakeJobs extends DataLabelingServiceGrpc.DataLabelingServiceImplBase {
        final AtomicInteger pages = new AtomicInteger();
        final List<String> paused = new CopyOnWriteArrayList<>();
        final AtomicBoolean arrived = new AtomicBoolean();
        final AtomicBoolean cancelled = new AtomicBoolean();

        @Override
        public void listEvaluationJobs(
                ListEvaluationJobsRequest request, StreamObserver<ListEvaluationJobsResponse> observer) {
            pages.incrementAndGet();
            int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
            ListEvaluationJobsResponse.Builder page = ListEvaluationJobsResponse.newBuilder();
            IntStream.range(from, Math.min(25, from + 10))
                    .forEach(i ->
                            page.addEvaluationJobsBuilder().setName(request.getParent() + request.getFilter() + i));
            observer.onNext(page.setNextPageToken(from + 10 < 25 ? "" + (from + 10) : "")
                    .build());
            observer.onCompleted();
        }

        @Override
        public void createEvaluationJob(CreateEvaluationJobRequest request, StreamObserver<EvaluationJob> observer) {
            observer.onError(StatusProto.toStatusRuntimeException(Status.newBuilder()
                    .setCode(Code.INVALID_ARGUMENT_VALUE)
                    .setMessage("2 fields are wrong")
                    .addDetails(Any.pack(ErrorInfo.newBuilder()
                            .setDomain("assay")
                            .setReason("INVALID_JOB")
                            .putMetadata("parent", request.getParent())
                            .build()))
                    .addDetails(Any.pack(BadRequest.newBuilder()
                            .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                                    .setField("job.schedule")
                                    .setDescription("is empty"))
                            .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                                    .setField("job.model_version")
                                    .setDescription("has the wrong form"))
                            .build()))
                    .addDetails(Any.pack(RetryInfo.newBuilder()
                            .setRetryDelay(com.google.protobuf.Duration.newBuilder()
                                    .setSeconds(3)
                                    .setNanos(5))
                            .build()))
                    .build()));
        }

        @Override
        public void getEvaluationJob(GetEvaluationJobRequest request, StreamObserver<EvaluationJob> observer) {
            ((ServerCallStreamObserver<EvaluationJob>) observer).setOnCancelHandler(() -> cancelled.set(true));
            arrived.set(true);
        }

        @Override
        public void pauseEvaluationJob(PauseEvaluationJobRequest request, StreamObserver<Empty> observer) {
            paused.add(request.getName());
            observer.onNext(Empty.getDefaultInstance());
            observer.onCompleted();
        }
    }

    /** Each watch sends the next of the scripted states, then ends as told. */
    private static final class FakeRuns extends EvaluationRunsGrpc.EvaluationRunsImplBase {
        final List<List<Run.State>> script = new CopyOnWriteArrayList<>();
        final AtomicInteger watches = new AtomicInteger();
        final List<RunEvaluationJobRequest> started = new CopyOnWriteArrayList<>();

        @Override
        public void runEvaluationJob(RunEvaluationJobRequest request, StreamObserver<Run> observer) {
            started.add(request);
            observer.onNext(Run.newBuilder().setName(RUN).build());
            observer.onCompleted();
        }

        @Override
        public void watchRun(WatchRunRequest request, StreamObserver<Run> observer) {
            int watch = watches.getAndIncrement();
            if (watch >= script.size()) {
                return;
            }
            script.get(watch)
                    .forEach(state -> observer.onNext(Run.newBuilder()
                            .setName(request.getName())
                            .setState(state)
                            .build()));
            if (watch == script.size() - 1) {
                observer.onCompleted();
            } else {
                observer.onError(io.grpc.Status.UNAVAILABLE.asRuntimeException());
            }
        }
    }

    @Test
    void list_readsPagesAsItIsConsumed() {
        assertThat(jobs.listJobs("projects/p", "#").limit(3)).hasSize(3);
        assertThat(jobsFake.pages).hasValue(1);
        assertThat(jobs.listJobs("projects/p", "#").map(EvaluationJob::getName))
                .hasSize(25)
                .startsWith("projects/p#0")
                .endsWith("projects/p#24");
        assertThat(jobsFake.pages).hasValue(4);
    }

    @Test
    void listOfFutures_readsAllPages() {
        assertThat(jobs.async().listJobs("projects/p", "").join()).hasSize(25);
    }

    @Test
    void failure_carriesEveryDetail() {
        assertThatThrownBy(() -> jobs.createJob("projects/p", EvaluationJob.getDefaultInstance()))
                .isInstanceOfSatisfying(AssayException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(io.grpc.Status.Code.INVALID_ARGUMENT);
                    assertThat(failure).hasMessage("INVALID_ARGUMENT: 2 fields are wrong");
                    assertThat(failure.reason()).contains("INVALID_JOB");
                    assertThat(failure.metadata()).containsEntry("parent", "projects/p");
                    assertThat(failure.fieldViolations())
                            .containsExactly(
                                    new FieldViolation("job.schedule", "is empty"),
                                    new FieldViolation("job.model_version", "has the wrong form"));
                    assertThat(failure.retryDelay()).contains(Duration.ofSeconds(3, 5));
                });
    }

    @Test
    void failureWithoutDetails_hasItsCodeOnly() {
        assertThatThrownBy(() -> jobs.resumeJob(JOB)).isInstanceOfSatisfying(AssayException.class, failure -> {
            assertThat(failure.code()).isEqualTo(io.grpc.Status.Code.UNIMPLEMENTED);
            assertThat(failure.reason()).isEmpty();
            assertThat(failure.fieldViolations()).isEmpty();
            assertThat(failure.retryDelay()).isEmpty();
        });
        assertThatThrownBy(() -> jobs.async().resumeJob(JOB).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(AssayException.class);
    }

    @Test
    void callWithoutAnswer_endsAtItsDeadline() {
        assertThatThrownBy(() -> jobs.withDeadline(Duration.ofMillis(50)).getJob(JOB))
                .isInstanceOfSatisfying(
                        AssayException.class,
                        failure -> assertThat(failure.code()).isEqualTo(io.grpc.Status.Code.DEADLINE_EXCEEDED));
        assertThatThrownBy(() -> jobs.withDeadline(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cancelledFuture_cancelsItsCall() {
        CompletableFuture<EvaluationJob> answer = jobs.async().getJob(JOB);
        await().untilTrue(jobsFake.arrived);
        answer.cancel(true);
        await().untilTrue(jobsFake.cancelled);
    }

    @Test
    void interruptedCaller_getsCancelledAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> jobs.getJob(JOB))
                .isInstanceOfSatisfying(
                        AssayException.class,
                        failure -> assertThat(failure.code()).isEqualTo(io.grpc.Status.Code.CANCELLED));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void callWithoutResult_ends() {
        jobs.pauseJob(JOB);
        jobs.async().pauseJob(JOB).join();
        assertThat(jobsFake.paused).containsExactly(JOB, JOB);
    }

    @Test
    void runNow_carriesARequestId() {
        assertThat(jobs.runNow(JOB).getName()).isEqualTo(RUN);
        jobs.runNow(JOB, "mine");
        assertThat(runsFake.started.get(0).getRequestId()).hasSize(36);
        assertThat(runsFake.started.get(1).getRequestId()).isEqualTo("mine");
    }

    @Test
    void followedRun_isWatchedOverBreaksToItsEnd() {
        runsFake.script.add(List.of(Run.State.CLAIMED, Run.State.DATASET));
        runsFake.script.add(List.of());
        runsFake.script.add(List.of(Run.State.DATASET, Run.State.EVALUATING, Run.State.SUCCEEDED));
        List<Run.State> seen = new ArrayList<>();
        Run end = jobs.followRun(RUN, run -> seen.add(run.getState()), Duration.ofSeconds(30));
        assertThat(end.getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(seen)
                .containsExactly(Run.State.CLAIMED, Run.State.DATASET, Run.State.EVALUATING, Run.State.SUCCEEDED);
    }

    @Test
    void followedRunThatDoesNotEnd_failsAtTheDeadline() {
        assertThatThrownBy(() -> jobs.followRun(RUN, run -> {}, Duration.ofMillis(100)))
                .isInstanceOfSatisfying(
                        AssayException.class,
                        failure -> assertThat(failure.code()).isEqualTo(io.grpc.Status.Code.DEADLINE_EXCEEDED));
    }

    @Test
    void listenerThatThrows_endsTheWatch() {
        runsFake.script.add(List.of(Run.State.CLAIMED));
        assertThatThrownBy(() -> jobs.followRun(
                        RUN,
                        run -> {
                            throw new IllegalArgumentException("listener");
                        },
                        Duration.ofSeconds(30)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void groundTruths_travelInSeveralCallsAndAnswerInOrder() {
        List<GroundTruth> truths = IntStream.range(0, 25_000)
                .mapToObj(i -> GroundTruth.newBuilder()
                        .setPredictionId("id-" + i)
                        .setGroundTruth("{\"label\":\"a\"}")
                        .build())
                .toList();
        List<Result> results = new GroundTruths(channel).provide(JOB, truths);
        assertThat(logFake.truthCalls).containsExactly(10_000, 10_000, 5_000);
        assertThat(results).hasSize(25_000);
        assertThat(results.get(24_999).getReason()).isEqualTo("id-24999");
    }

    @Test
    void largeGroundTruths_travelInSmallerCalls() {
        GroundTruth large = GroundTruth.newBuilder()
                .setPredictionId("id")
                .setGroundTruth("x".repeat(3 << 20))
                .build();
        assertThat(new GroundTruths(channel).provide(JOB, List.of(large, large, large, large, large)))
                .hasSize(5);
        assertThat(logFake.truthCalls).containsExactly(2, 2, 1);
        assertThat(new GroundTruths(channel).provide(JOB, List.of())).isEmpty();
    }
}
