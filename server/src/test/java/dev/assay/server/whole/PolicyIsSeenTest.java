package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.datalabeling.v1beta1.DeleteEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.PauseEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.ResumeEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.UpdateEvaluationJobRequest;
import dev.assay.server.store.PostgresForTests;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.Prediction;
import dev.assay.v1.SamplingPolicy;
import dev.assay.v1.SamplingPolicy.State;
import dev.assay.v1.WatchSamplingPolicyRequest;
import dev.assay.v1.WatchSamplingPolicyResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that decide by themselves hear of every change within two seconds of its answer. */
class PolicyIsSeenTest {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    @TempDir
    Path folder;

    private final BlockingQueue<SamplingPolicy> heard = new LinkedBlockingQueue<>();

    @Test
    void everyChangeOfTheJob_isSeenWithinTwoSeconds() throws Exception {
        try (ServerProcess server = ServerProcess.start(folder.resolve("data"));
                Api api = new Api(server)) {
            everyChangeIsSeen(api, api);
        }
    }

    @Test
    void everyChangeOfTheJob_isSeenWithinTwoSeconds_onAnotherReplica() throws Exception {
        String database = PostgresForTests.emptyDatabase().url();
        try (ServerProcess one = ServerProcess.start(folder.resolve("one"), "--database-url", database);
                ServerProcess other = ServerProcess.start(folder.resolve("other"), "--database-url", database);
                Api changing = new Api(one);
                Api watching = new Api(other)) {
            everyChangeIsSeen(changing, watching);
        }
    }

    private void everyChangeIsSeen(Api api, Api watching) throws InterruptedException {
        String job = api.createDigitsJob("v1", 2);
        watch(watching);
        SamplingPolicy first = await(policy -> policy.getState() == State.OPEN);
        assertThat(first.getEvaluationJob()).isEqualTo(job);

        api.labeling()
                .pauseEvaluationJob(
                        PauseEvaluationJobRequest.newBuilder().setName(job).build());
        await(policy -> policy.getState() == State.PAUSED);
        api.labeling()
                .resumeEvaluationJob(
                        ResumeEvaluationJobRequest.newBuilder().setName(job).build());
        await(policy -> policy.getState() == State.OPEN);

        assertThat(log(api, "a", "b").getSampled()).isEqualTo(2);
        await(policy -> policy.getState() == State.FULL);

        api.startRun(job);
        SamplingPolicy next = await(policy -> policy.getInterval() > first.getInterval());
        assertThat(next.getState()).isEqualTo(State.OPEN);
        assertThat(next.getSalt()).isEqualTo(first.getSalt());

        update(api, job, 0.25, 2);
        await(policy -> policy.getSamplePercentage() == 0.25);

        api.labeling()
                .deleteEvaluationJob(
                        DeleteEvaluationJobRequest.newBuilder().setName(job).build());
        await(policy -> policy.getState() == State.CLOSED);
    }

    private void watch(Api api) {
        api.logAsync()
                .watchSamplingPolicy(
                        WatchSamplingPolicyRequest.newBuilder()
                                .setModelVersion(Digits.MODEL_VERSION)
                                .build(),
                        new StreamObserver<WatchSamplingPolicyResponse>() {
                            @Override
                            public void onNext(WatchSamplingPolicyResponse response) {
                                if (response.hasPolicy()) {
                                    heard.add(response.getPolicy());
                                }
                            }

                            @Override
                            public void onError(Throwable thrown) {}

                            @Override
                            public void onCompleted() {}
                        });
    }

    private SamplingPolicy await(Predicate<SamplingPolicy> expected) throws InterruptedException {
        long end = System.nanoTime() + LIMIT_NANOS;
        SamplingPolicy policy = heard.poll(LIMIT_NANOS, TimeUnit.NANOSECONDS);
        while (policy != null && !expected.test(policy)) {
            policy = heard.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        assertThat(policy).as("a policy within two seconds").isNotNull();
        return policy;
    }

    private static dev.assay.v1.LogPredictionsResponse log(Api api, String... ids) {
        LogPredictionsRequest.Builder request =
                LogPredictionsRequest.newBuilder().setModelVersion(Digits.MODEL_VERSION);
        for (String id : ids) {
            request.addPredictions(Prediction.newBuilder()
                    .setPredictionId(id)
                    .setInstance("{\"image\":{\"b64\":\"\"}}")
                    .setPrediction("{\"labels\":[\"1\"],\"scores\":[0.5]}"));
        }
        return api.log().logPredictions(request.build());
    }

    private static void update(Api api, String job, double percentage, int exampleCount) {
        EvaluationJob.Builder changed = EvaluationJob.newBuilder().setName(job);
        changed.getEvaluationJobConfigBuilder()
                .setExampleSamplePercentage(percentage)
                .setExampleCount(exampleCount);
        var unused = api.labeling()
                .updateEvaluationJob(UpdateEvaluationJobRequest.newBuilder()
                        .setEvaluationJob(changed)
                        .build());
    }
}
