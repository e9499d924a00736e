package dev.assay.server.grpc;

import com.google.protobuf.Empty;
import dev.assay.datalabeling.v1beta1.CreateEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.DeleteEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.GetEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.ListEvaluationJobsRequest;
import dev.assay.datalabeling.v1beta1.ListEvaluationJobsResponse;
import dev.assay.datalabeling.v1beta1.PauseEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.ResumeEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.UpdateEvaluationJobRequest;
import dev.assay.server.job.JobFilter;
import dev.assay.server.job.Jobs;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Violations;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;

/** The calls about evaluation jobs. */
final class JobCalls {
    private final Jobs jobs;
    private final InstantSource clock;

    @Inject
    JobCalls(Jobs jobs, InstantSource clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    EvaluationJob create(CreateEvaluationJobRequest request) {
        return JobProtos.message(jobs.create(JobProtos.draft(request), now()));
    }

    EvaluationJob update(UpdateEvaluationJobRequest request) {
        Violations.requireAll(() -> name(request), () -> JobMask.change(request).check());
        return JobProtos.message(jobs.update(name(request), JobMask.change(request), now()));
    }

    EvaluationJob get(GetEvaluationJobRequest request) {
        return JobProtos.message(jobs.get(name(request.getName()), now()));
    }

    ListEvaluationJobsResponse list(ListEvaluationJobsRequest request) {
        Violations.requireAll(
                () -> parent(request), () -> JobFilter.parse(request.getFilter()), () -> pageRequest(request));
        Page<EvaluationJob> page = jobs.list(
                        parent(request), JobFilter.parse(request.getFilter()), pageRequest(request), now())
                .map(JobProtos::message);
        return ListEvaluationJobsResponse.newBuilder()
                .addAllEvaluationJobs(page.entries())
                .setNextPageToken(page.nextPageToken())
                .build();
    }

    private static ResourceName parent(ListEvaluationJobsRequest request) {
        return ResourceName.parse(ResourceKind.PROJECT, "parent", request.getParent());
    }

    private static PageRequest pageRequest(ListEvaluationJobsRequest request) {
        return PageRequest.of(
                request.getPageSize(),
                request.getPageToken(),
                "evaluationJobs",
                request.getParent(),
                request.getFilter());
    }

    Empty pause(PauseEvaluationJobRequest request) {
        jobs.pause(name(request.getName()), now());
        return Empty.getDefaultInstance();
    }

    Empty resume(ResumeEvaluationJobRequest request) {
        jobs.resume(name(request.getName()), now());
        return Empty.getDefaultInstance();
    }

    Empty delete(DeleteEvaluationJobRequest request) {
        jobs.delete(name(request.getName()), now());
        return Empty.getDefaultInstance();
    }

    private Instant now() {
        return Micros.truncate(clock.instant());
    }

    private static ResourceName name(UpdateEvaluationJobRequest request) {
        return ResourceName.parse(
                ResourceKind.EVALUATION_JOB,
                "evaluation_job.name",
                request.getEvaluationJob().getName());
    }

    private static ResourceName name(String name) {
        return ResourceName.parse(ResourceKind.EVALUATION_JOB, "name", name);
    }
}
