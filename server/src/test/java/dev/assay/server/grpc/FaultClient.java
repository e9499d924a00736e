package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import dev.assay.datalabeling.v1beta1.DeleteDatasetRequest;
import dev.assay.datalabeling.v1beta1.DeleteEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.PauseEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.ResumeEvaluationJobRequest;
import dev.assay.server.JobRequests;
import dev.assay.v1.CancelRunRequest;
import dev.assay.v1.GetRunRequest;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.ListRunsRequest;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.ProvideGroundTruthResponse;
import dev.assay.v1.ReevaluateRunRequest;
import dev.assay.v1.RetryRunRequest;
import dev.assay.v1.Run;
import dev.assay.v1.RunEvaluationJobRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client of one evaluation job that does as the contract advises: it repeats what was answered with UNAVAILABLE, under
 * the same ids, and remembers what was acknowledged.
 */
final class FaultClient {
    private static final int MAX_TRIES = 6;

    private final FaultDoor door;
    private final String specSet;
    private final String modelVersion;
    private final List<String> acknowledged = new ArrayList<>();
    private @Nullable String job;

    FaultClient(FaultDoor door, String specSet, String version) {
        this.door = door;
        this.specSet = specSet;
        this.modelVersion = JobRequests.modelVersion("mail", version);
    }

    FaultDoor door() {
        return door;
    }

    /** The name of the job. */
    String job() {
        if (job == null) {
            throw new IllegalStateException("no job was made yet");
        }
        return job;
    }

    /** Ids of predictions that the server said it stored. */
    List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** Makes the job, of at most 8 rows per interval; a job that is there already was made by an unanswered try. */
    void createJob() {
        createJob(job -> {});
    }

    /** The same of a job that differs in something. */
    void createJob(Consumer<EvaluationJob.Builder> change) {
        EvaluationJob.Builder wanted = JobRequests.textClassification(specSet, modelVersion);
        change.accept(wanted);
        wanted.getEvaluationJobConfigBuilder().setExampleCount(8);
        job = call(() -> {
            try {
                return door.labeling()
                        .createEvaluationJob(JobRequests.create(wanted))
                        .getName();
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() == Status.Code.ALREADY_EXISTS) {
                    return standing(e);
                }
                throw e;
            }
        });
    }

    private static String standing(StatusRuntimeException e) {
        return StatusProto.fromThrowable(e).getDetailsList().stream()
                .filter(detail -> detail.is(ErrorInfo.class))
                .flatMap(detail -> JobDoor.info(e).getMetadataMap().values().stream())
                .filter(value -> value.contains("/evaluationJobs/"))
                .findFirst()
                .orElseThrow(() -> e);
    }

    /** Logs predictions p{@code from} to p{@code to}, the first included and the last not. */
    LogPredictionsResponse log(int from, int to) {
        LogPredictionsRequest.Builder request =
                LogPredictionsRequest.newBuilder().setModelVersion(modelVersion);
        for (int i = from; i < to; i++) {
            request.addPredictions(RunDoor.prediction("p" + i, i % 2 == 0 ? "cat" : "dog", 0.5 + i / 100.0));
        }
        LogPredictionsResponse response = call(() -> door.log().logPredictions(request.build()));
        int stored = response.getSampled() + response.getDuplicate();
        // Rows are taken in the order in which they come, so those over the limit are the last.
        for (int i = from; i < from + stored; i++) {
            acknowledged.add("p" + i);
        }
        return response;
    }

    /** Tells the truth of predictions in the same way; answers what became of each. */
    List<ProvideGroundTruthResponse.Result.Outcome> truth(int from, int to, String label) {
        ProvideGroundTruthRequest.Builder request =
                ProvideGroundTruthRequest.newBuilder().setEvaluationJob(job());
        for (int i = from; i < to; i++) {
            request.addGroundTruths(
                    GroundTruth.newBuilder().setPredictionId("p" + i).setGroundTruth("{\"labels\":\"" + label + "\"}"));
        }
        return call(() -> door.log().provideGroundTruth(request.build())).getResultsList().stream()
                .map(ProvideGroundTruthResponse.Result::getOutcome)
                .toList();
    }

    Run start(String requestId) {
        return call(() -> door.runs()
                .runEvaluationJob(RunEvaluationJobRequest.newBuilder()
                        .setName(job())
                        .setRequestId(requestId)
                        .build()));
    }

    Run retry(String run, String requestId) {
        return call(() -> door.runs()
                .retryRun(RetryRunRequest.newBuilder()
                        .setName(run)
                        .setRequestId(requestId)
                        .build()));
    }

    Run reevaluate(String run, String requestId) {
        return call(() -> door.runs()
                .reevaluateRun(ReevaluateRunRequest.newBuilder()
                        .setName(run)
                        .setRequestId(requestId)
                        .build()));
    }

    void cancel(String run) {
        var unused = call(() ->
                door.runs().cancelRun(CancelRunRequest.newBuilder().setName(run).build()));
    }

    Run run(String name) {
        return call(() ->
                door.runs().getRun(GetRunRequest.newBuilder().setName(name).build()));
    }

    List<Run> list() {
        return call(() -> door.runs()
                        .listRuns(ListRunsRequest.newBuilder().setParent(job()).build()))
                .getRunsList();
    }

    /** Has the work of a run done until it has ended. */
    Run ended(String name) {
        door.workUntil(() -> run(name).hasEndTime());
        return run(name);
    }

    void pause() {
        var unused = call(() -> door.labeling()
                .pauseEvaluationJob(
                        PauseEvaluationJobRequest.newBuilder().setName(job()).build()));
    }

    void resume() {
        var unused = call(() -> door.labeling()
                .resumeEvaluationJob(
                        ResumeEvaluationJobRequest.newBuilder().setName(job()).build()));
    }

    void delete() {
        var unused = call(() -> door.labeling()
                .deleteEvaluationJob(
                        DeleteEvaluationJobRequest.newBuilder().setName(job()).build()));
    }

    void deleteDataset(String name) {
        var unused = call(() -> door.labeling()
                .deleteDataset(DeleteDatasetRequest.newBuilder().setName(name).build()));
    }

    /** Repeats a call for as long as the store is not there. */
    static <T> T call(Supplier<T> call) {
        for (int tries = 1; ; tries++) {
            try {
                return call.get();
            } catch (StatusRuntimeException e) {
                assertThat(e.getStatus().getCode()).as(e.getMessage()).isEqualTo(Status.Code.UNAVAILABLE);
                if (tries == MAX_TRIES) {
                    throw e;
                }
            }
        }
    }
}
