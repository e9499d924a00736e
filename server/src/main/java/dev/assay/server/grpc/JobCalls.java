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
        ResourceName name = ResourceName.parse(
                ResourceKind.EVALUATION_JOB,
                "evaluation_job.name",
                request.getEvaluationJob().getName());
        return JobProtos.message(jobs.update(name, JobMask.change(request), now()));
    }

    EvaluationJob get(GetEvaluationJobRequest request) {
        return JobProtos.message(jobs.get(name(request.getName()), now()));
    }

    ListEvaluationJobsResponse list(ListEvaluationJobsRequest request) {
        ResourceName project = ResourceName.parse(ResourceKind.PROJECT, "parent", request.getParent());
        Page<EvaluationJob> page = jobs.list(
                        project,
                        JobFilter.parse(request.getFilter()),
                        PageRequest.of(
                                request.getPageSize(),
                                request.getPageToken(),
                                "evaluationJobs",
                                project.toString(),
                                request.getFilter()),
                        now())
                .map(JobProtos::message);
        return ListEvaluationJobsResponse.newBuilder()
                .addAllEvaluationJobs(page.entries())
                .setNextPageToken(page.nextPageToken())
                .build();
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

    private static ResourceName name(String name) {
        return ResourceName.parse(ResourceKind.EVALUATION_JOB, "name", name);
    }
}
