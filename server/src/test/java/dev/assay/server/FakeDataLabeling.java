package dev.assay.server;

import com.google.protobuf.Empty;
import dev.assay.datalabeling.v1beta1.CreateEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc.DataLabelingServiceImplBase;
import dev.assay.datalabeling.v1beta1.Dataset;
import dev.assay.datalabeling.v1beta1.DeleteDatasetRequest;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.GetDatasetRequest;
import dev.assay.datalabeling.v1beta1.GetEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.GetInstructionRequest;
import dev.assay.datalabeling.v1beta1.Instruction;
import dev.assay.datalabeling.v1beta1.ListEvaluationJobsRequest;
import dev.assay.datalabeling.v1beta1.ListEvaluationJobsResponse;
import dev.assay.datalabeling.v1beta1.PauseEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.UpdateEvaluationJobRequest;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CountDownLatch;

/** An endpoint that echoes what reached it, fails in chosen ways, and waits when told to. */
final class FakeDataLabeling extends DataLabelingServiceImplBase {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);

    @Override
    public void getEvaluationJob(GetEvaluationJobRequest request, StreamObserver<EvaluationJob> observer) {
        answer(
                observer,
                EvaluationJob.newBuilder()
                        .setName(request.getName())
                        .setState(EvaluationJob.State.SCHEDULED)
                        .build());
    }

    @Override
    public void createEvaluationJob(CreateEvaluationJobRequest request, StreamObserver<EvaluationJob> observer) {
        answer(
                observer,
                request.getJob().toBuilder().setName(request.getParent()).build());
    }

    /** The mask comes back as the description. */
    @Override
    public void updateEvaluationJob(UpdateEvaluationJobRequest request, StreamObserver<EvaluationJob> observer) {
        String mask = String.join(",", request.getUpdateMask().getPathsList());
        answer(
                observer,
                request.getEvaluationJob().toBuilder().setDescription(mask).build());
    }

    /** Everything asked for comes back as the page token. */
    @Override
    public void listEvaluationJobs(
            ListEvaluationJobsRequest request, StreamObserver<ListEvaluationJobsResponse> observer) {
        String seen = request.getParent() + " " + request.getPageSize() + " " + request.getFilter();
        answer(
                observer,
                ListEvaluationJobsResponse.newBuilder().setNextPageToken(seen).build());
    }

    @Override
    public void pauseEvaluationJob(PauseEvaluationJobRequest request, StreamObserver<Empty> observer) {
        answer(observer, Empty.getDefaultInstance());
    }

    @Override
    public void getDataset(GetDatasetRequest request, StreamObserver<Dataset> observer) {
        throw new NotFound(ResourceName.parse(ResourceKind.DATASET, "name", request.getName()));
    }

    @Override
    public void getInstruction(GetInstructionRequest request, StreamObserver<Instruction> observer) {
        throw new IllegalStateException("an inside that no client should see");
    }

    /** Waits for {@link #release}. */
    @Override
    public void deleteDataset(DeleteDatasetRequest request, StreamObserver<Empty> observer) {
        entered.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        answer(observer, Empty.getDefaultInstance());
    }

    private static <T> void answer(StreamObserver<T> observer, T message) {
        observer.onNext(message);
        observer.onCompleted();
    }
}
