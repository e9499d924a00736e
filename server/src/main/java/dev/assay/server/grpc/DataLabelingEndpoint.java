package dev.assay.server.grpc;

import com.google.protobuf.Empty;
import dev.assay.datalabeling.v1beta1.AnnotationSpecSet;
import dev.assay.datalabeling.v1beta1.CreateAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.CreateEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc.DataLabelingServiceImplBase;
import dev.assay.datalabeling.v1beta1.DeleteAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.DeleteEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.GetAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.GetEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.ListAnnotationSpecSetsRequest;
import dev.assay.datalabeling.v1beta1.ListAnnotationSpecSetsResponse;
import dev.assay.datalabeling.v1beta1.ListEvaluationJobsRequest;
import dev.assay.datalabeling.v1beta1.ListEvaluationJobsResponse;
import dev.assay.datalabeling.v1beta1.PauseEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.ResumeEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.UpdateEvaluationJobRequest;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Inject;

/**
 * The compatible contract's one service, as a switchboard: each call goes to the class that handles its resource. What
 * is not overridden answers UNIMPLEMENTED.
 */
final class DataLabelingEndpoint extends DataLabelingServiceImplBase {
    private final JobCalls jobs;
    private final SpecSetCalls specSets;

    @Inject
    DataLabelingEndpoint(JobCalls jobs, SpecSetCalls specSets) {
        this.jobs = jobs;
        this.specSets = specSets;
    }

    @Override
    public void createEvaluationJob(CreateEvaluationJobRequest request, StreamObserver<EvaluationJob> observer) {
        Answers.unary(observer, () -> jobs.create(request));
    }

    @Override
    public void updateEvaluationJob(UpdateEvaluationJobRequest request, StreamObserver<EvaluationJob> observer) {
        Answers.unary(observer, () -> jobs.update(request));
    }

    @Override
    public void getEvaluationJob(GetEvaluationJobRequest request, StreamObserver<EvaluationJob> observer) {
        Answers.unary(observer, () -> jobs.get(request));
    }

    @Override
    public void listEvaluationJobs(
            ListEvaluationJobsRequest request, StreamObserver<ListEvaluationJobsResponse> observer) {
        Answers.unary(observer, () -> jobs.list(request));
    }

    @Override
    public void pauseEvaluationJob(PauseEvaluationJobRequest request, StreamObserver<Empty> observer) {
        Answers.unary(observer, () -> jobs.pause(request));
    }

    @Override
    public void resumeEvaluationJob(ResumeEvaluationJobRequest request, StreamObserver<Empty> observer) {
        Answers.unary(observer, () -> jobs.resume(request));
    }

    @Override
    public void deleteEvaluationJob(DeleteEvaluationJobRequest request, StreamObserver<Empty> observer) {
        Answers.unary(observer, () -> jobs.delete(request));
    }

    @Override
    public void createAnnotationSpecSet(
            CreateAnnotationSpecSetRequest request, StreamObserver<AnnotationSpecSet> observer) {
        Answers.unary(observer, () -> specSets.create(request));
    }

    @Override
    public void getAnnotationSpecSet(GetAnnotationSpecSetRequest request, StreamObserver<AnnotationSpecSet> observer) {
        Answers.unary(observer, () -> specSets.get(request));
    }

    @Override
    public void listAnnotationSpecSets(
            ListAnnotationSpecSetsRequest request, StreamObserver<ListAnnotationSpecSetsResponse> observer) {
        Answers.unary(observer, () -> specSets.list(request));
    }

    @Override
    public void deleteAnnotationSpecSet(DeleteAnnotationSpecSetRequest request, StreamObserver<Empty> observer) {
        Answers.unary(observer, () -> specSets.delete(request));
    }
}
