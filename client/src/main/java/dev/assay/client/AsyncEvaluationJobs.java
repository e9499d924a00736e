package dev.assay.client;

import com.google.protobuf.FieldMask;
import dev.assay.datalabeling.v1beta1.AnnotationSpecSet;
import dev.assay.datalabeling.v1beta1.CreateAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.CreateEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc;
import dev.assay.datalabeling.v1beta1.DeleteAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.DeleteEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.Evaluation;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.GetAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.GetEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.GetEvaluationRequest;
import dev.assay.datalabeling.v1beta1.ListAnnotationSpecSetsRequest;
import dev.assay.datalabeling.v1beta1.ListEvaluationJobsRequest;
import dev.assay.datalabeling.v1beta1.PauseEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.ResumeEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.SearchEvaluationsRequest;
import dev.assay.datalabeling.v1beta1.UpdateEvaluationJobRequest;
import dev.assay.v1.CancelRunRequest;
import dev.assay.v1.EvaluationReport;
import dev.assay.v1.EvaluationRunsGrpc;
import dev.assay.v1.GetEvaluationReportRequest;
import dev.assay.v1.GetRunRequest;
import dev.assay.v1.ListRunsRequest;
import dev.assay.v1.ReevaluateRunRequest;
import dev.assay.v1.RetryRunRequest;
import dev.assay.v1.Run;
import dev.assay.v1.RunEvaluationJobRequest;
import io.grpc.Channel;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Evaluation jobs, their label sets, runs and results, by calls that answer with a future. The same calls, waiting:
 * {@link EvaluationJobs}, which describes what both share.
 *
 * <p>Futures fail with {@link AssayException} and complete on threads of gRPC's: do not block in their continuations.
 * Cancelling a future cancels its call; that of a list reads no further page.
 */
public final class AsyncEvaluationJobs {
    private final Calls calls;

    /**
     * Calls over this channel, with its default deadline.
     *
     * @param channel such as {@link Channels} builds; not closed here
     */
    public AsyncEvaluationJobs(Channel channel) {
        this(new Calls(channel, null));
    }

    private AsyncEvaluationJobs(Calls calls) {
        this.calls = calls;
    }

    /**
     * The same calls with another deadline each.
     *
     * @param timeout how long one call may last, above 0; for lists, one page
     * @return a view; this one is unchanged
     * @throws IllegalArgumentException if the timeout is not positive
     */
    public AsyncEvaluationJobs withDeadline(Duration timeout) {
        return new AsyncEvaluationJobs(calls.withDeadline(timeout));
    }

    /**
     * Creates a job, which samples at once and runs on its schedule. Never repeated by itself.
     *
     * @param project the project: {@code projects/{project}}
     * @param job description, schedule, model version, config, and label set; output-only fields are ignored
     * @return the stored job, with its name; fails with {@link AssayException}: INVALID_ARGUMENT with every
     *     violation at once; NOT_FOUND if the label set or an instruction is missing; ALREADY_EXISTS if the model
     *     version has a job; FAILED_PRECONDITION if a standing sample table has other columns or belongs to another
     *     project
     */
    public CompletableFuture<EvaluationJob> createJob(String project, EvaluationJob job) {
        return calls.start(
                DataLabelingServiceGrpc.getCreateEvaluationJobMethod(),
                CreateEvaluationJobRequest.newBuilder()
                        .setParent(project)
                        .setJob(job)
                        .build());
    }

    /**
     * Reads a job.
     *
     * @param name the job: {@code projects/{project}/evaluationJobs/{evaluation_job}}
     * @return the job, with the failures of its runs; fails with {@link AssayException}: NOT_FOUND if there is none
     */
    public CompletableFuture<EvaluationJob> getJob(String name) {
        return calls.start(
                DataLabelingServiceGrpc.getGetEvaluationJobMethod(),
                GetEvaluationJobRequest.newBuilder().setName(name).build());
    }

    /**
     * Changes the sampling or the instruction of a job; new values hold everywhere within 2 seconds.
     *
     * @param job name and new values
     * @param mask which of {@code evaluation_job_config.example_count}, {@code
     *     evaluation_job_config.example_sample_percentage} and {@code
     *     evaluation_job_config.human_annotation_config.instruction} to change; an empty mask changes those that are
     *     set
     * @return the changed job; fails with {@link AssayException}: INVALID_ARGUMENT for any other path;
     *     FAILED_PRECONDITION if the job is STOPPED
     */
    public CompletableFuture<EvaluationJob> updateJob(EvaluationJob job, FieldMask mask) {
        return calls.start(
                DataLabelingServiceGrpc.getUpdateEvaluationJobMethod(),
                UpdateEvaluationJobRequest.newBuilder()
                        .setEvaluationJob(job)
                        .setUpdateMask(mask)
                        .build());
    }

    /**
     * Stops sampling and due runs; active runs finish. Does nothing to a paused job.
     *
     * @param name the job: {@code projects/{project}/evaluationJobs/{evaluation_job}}
     * @return done when it is done; fails with {@link AssayException}: FAILED_PRECONDITION if the job is STOPPED
     */
    public CompletableFuture<Void> pauseJob(String name) {
        return calls.startVoid(
                DataLabelingServiceGrpc.getPauseEvaluationJobMethod(),
                PauseEvaluationJobRequest.newBuilder().setName(name).build());
    }

    /**
     * Ends a pause. Does nothing to a job that is not paused.
     *
     * @param name the job: {@code projects/{project}/evaluationJobs/{evaluation_job}}
     * @return done when it is done; fails with {@link AssayException}: FAILED_PRECONDITION if the job is STOPPED
     */
    public CompletableFuture<Void> resumeJob(String name) {
        return calls.startVoid(
                DataLabelingServiceGrpc.getResumeEvaluationJobMethod(),
                ResumeEvaluationJobRequest.newBuilder().setName(name).build());
    }

    /**
     * Deletes a job and cancels its active runs. What it sampled and evaluated stays.
     *
     * @param name the job: {@code projects/{project}/evaluationJobs/{evaluation_job}}
     * @return done when it is done; fails with {@link AssayException}: NOT_FOUND if there is none; a job that was
     *     deleted less than a minute ago is no error
     */
    public CompletableFuture<Void> deleteJob(String name) {
        return calls.startVoid(
                DataLabelingServiceGrpc.getDeleteEvaluationJobMethod(),
                DeleteEvaluationJobRequest.newBuilder().setName(name).build());
    }

    /**
     * Creates a label set, which never changes afterwards. Never repeated by itself.
     *
     * @param project the project: {@code projects/{project}}
     * @param set display name and labels, 1 to 100 of them
     * @return the stored set, with its name; fails with {@link AssayException}: INVALID_ARGUMENT with every
     *     violation at once
     */
    public CompletableFuture<AnnotationSpecSet> createAnnotationSpecSet(String project, AnnotationSpecSet set) {
        return calls.start(
                DataLabelingServiceGrpc.getCreateAnnotationSpecSetMethod(),
                CreateAnnotationSpecSetRequest.newBuilder()
                        .setParent(project)
                        .setAnnotationSpecSet(set)
                        .build());
    }

    /**
     * Reads a label set.
     *
     * @param name the set: {@code projects/{project}/annotationSpecSets/{annotation_spec_set}}
     * @return the set, with the resources that hold it; fails with {@link AssayException}: NOT_FOUND if there is
     *     none
     */
    public CompletableFuture<AnnotationSpecSet> getAnnotationSpecSet(String name) {
        return calls.start(
                DataLabelingServiceGrpc.getGetAnnotationSpecSetMethod(),
                GetAnnotationSpecSetRequest.newBuilder().setName(name).build());
    }

    /**
     * Deletes a label set that nothing holds.
     *
     * @param name the set: {@code projects/{project}/annotationSpecSets/{annotation_spec_set}}
     * @return done when it is done; fails with {@link AssayException}: FAILED_PRECONDITION while a job, run, task or
     *     import holds it
     */
    public CompletableFuture<Void> deleteAnnotationSpecSet(String name) {
        return calls.startVoid(
                DataLabelingServiceGrpc.getDeleteAnnotationSpecSetMethod(),
                DeleteAnnotationSpecSetRequest.newBuilder().setName(name).build());
    }

    /**
     * Starts a run over everything sampled since the run before.
     *
     * @param job the job: {@code projects/{project}/evaluationJobs/{evaluation_job}}
     * @param requestId a second call with the same id, for the same job and within 7 days, answers with the run of
     *     the first; 1 to 64 characters
     * @return the new run; fails with {@link AssayException}: FAILED_PRECONDITION while the job is PAUSED or STOPPED
     */
    public CompletableFuture<Run> runNow(String job, String requestId) {
        return calls.start(
                EvaluationRunsGrpc.getRunEvaluationJobMethod(),
                RunEvaluationJobRequest.newBuilder()
                        .setName(job)
                        .setRequestId(requestId)
                        .build());
    }

    /**
     * Reads a run; runs outlive their job.
     *
     * @param name the run: {@code projects/{project}/evaluationJobs/{evaluation_job}/runs/{run}}
     * @return the run; fails with {@link AssayException}: NOT_FOUND if there is none
     */
    public CompletableFuture<Run> getRun(String name) {
        return calls.start(
                EvaluationRunsGrpc.getGetRunMethod(),
                GetRunRequest.newBuilder().setName(name).build());
    }

    /**
     * Resumes a FAILED run at the step that failed.
     *
     * @param name the run: {@code projects/{project}/evaluationJobs/{evaluation_job}/runs/{run}}
     * @param requestId as for {@code runNow}
     * @return the resumed run; fails with {@link AssayException}: FAILED_PRECONDITION in any other state
     */
    public CompletableFuture<Run> retryRun(String name, String requestId) {
        return calls.start(
                EvaluationRunsGrpc.getRetryRunMethod(),
                RetryRunRequest.newBuilder()
                        .setName(name)
                        .setRequestId(requestId)
                        .build());
    }

    /**
     * Cancels an active run. Does nothing to a cancelled one.
     *
     * @param name the run: {@code projects/{project}/evaluationJobs/{evaluation_job}/runs/{run}}
     * @return done when it is done; fails with {@link AssayException}: FAILED_PRECONDITION if the run ended
     *     otherwise
     */
    public CompletableFuture<Void> cancelRun(String name) {
        return calls.startVoid(
                EvaluationRunsGrpc.getCancelRunMethod(),
                CancelRunRequest.newBuilder().setName(name).build());
    }

    /**
     * Evaluates the rows of a SUCCEEDED run again, with the truth they have now, as a new revision.
     *
     * @param name the run: {@code projects/{project}/evaluationJobs/{evaluation_job}/runs/{run}}
     * @param requestId as for {@code runNow}
     * @return the run; fails with {@link AssayException}: FAILED_PRECONDITION in any other state
     */
    public CompletableFuture<Run> reevaluateRun(String name, String requestId) {
        return calls.start(
                EvaluationRunsGrpc.getReevaluateRunMethod(),
                ReevaluateRunRequest.newBuilder()
                        .setName(name)
                        .setRequestId(requestId)
                        .build());
    }

    /**
     * Reads an evaluation.
     *
     * @param name the evaluation: {@code projects/{project}/datasets/{dataset}/evaluations/{evaluation}}
     * @return the evaluation; fails with {@link AssayException}: NOT_FOUND if there is none
     */
    public CompletableFuture<Evaluation> getEvaluation(String name) {
        return calls.start(
                DataLabelingServiceGrpc.getGetEvaluationMethod(),
                GetEvaluationRequest.newBuilder().setName(name).build());
    }

    /**
     * Reads everything known of an evaluation: figures in full precision, rows left out and why, how the rows were
     * drawn.
     *
     * @param evaluation the evaluation: {@code projects/{project}/datasets/{dataset}/evaluations/{evaluation}}
     * @return the report; fails with {@link AssayException}: NOT_FOUND if there is no such evaluation
     */
    public CompletableFuture<EvaluationReport> getReport(String evaluation) {
        return calls.start(
                EvaluationRunsGrpc.getGetEvaluationReportMethod(),
                GetEvaluationReportRequest.newBuilder().setName(evaluation).build());
    }

    /**
     * Lists the jobs of a project in order of creation. Reads all pages.
     *
     * @param project the project: {@code projects/{project}}
     * @param filter which ones, such as {@code evaluation_job.state = PAUSED}; empty for all
     * @return all of them; fails with {@link AssayException}
     */
    public CompletableFuture<List<EvaluationJob>> listJobs(String project, String filter) {
        return Paging.all(token -> listJobsPage(project, filter, token));
    }

    CompletableFuture<Paging.Page<EvaluationJob>> listJobsPage(String project, String filter, String token) {
        return calls.start(
                        DataLabelingServiceGrpc.getListEvaluationJobsMethod(),
                        ListEvaluationJobsRequest.newBuilder()
                                .setParent(project)
                                .setFilter(filter)
                                .setPageToken(token)
                                .build())
                .thenApply(page -> new Paging.Page<>(page.getEvaluationJobsList(), page.getNextPageToken()));
    }

    /**
     * Lists the label sets of a project in order of creation. Reads all pages.
     *
     * @param project the project: {@code projects/{project}}
     * @return all of them; fails with {@link AssayException}
     */
    public CompletableFuture<List<AnnotationSpecSet>> listAnnotationSpecSets(String project) {
        return Paging.all(token -> listAnnotationSpecSetsPage(project, token));
    }

    CompletableFuture<Paging.Page<AnnotationSpecSet>> listAnnotationSpecSetsPage(String project, String token) {
        return calls.start(
                        DataLabelingServiceGrpc.getListAnnotationSpecSetsMethod(),
                        ListAnnotationSpecSetsRequest.newBuilder()
                                .setParent(project)
                                .setPageToken(token)
                                .build())
                .thenApply(page -> new Paging.Page<>(page.getAnnotationSpecSetsList(), page.getNextPageToken()));
    }

    /**
     * Lists the runs of a job, oldest first, whatever became of them. Reads all pages.
     *
     * @param job the job: {@code projects/{project}/evaluationJobs/{evaluation_job}}
     * @return all of them; fails with {@link AssayException}
     */
    public CompletableFuture<List<Run>> listRuns(String job) {
        return Paging.all(token -> listRunsPage(job, token));
    }

    CompletableFuture<Paging.Page<Run>> listRunsPage(String job, String token) {
        return calls.start(
                        EvaluationRunsGrpc.getListRunsMethod(),
                        ListRunsRequest.newBuilder()
                                .setParent(job)
                                .setPageToken(token)
                                .build())
                .thenApply(page -> new Paging.Page<>(page.getRunsList(), page.getNextPageToken()));
    }

    /**
     * Lists the aggregate evaluations of a project, newest first; with an {@code annotation_spec.display_name} in
     * the filter those of that label. Reads all pages.
     *
     * @param project the project: {@code projects/{project}}
     * @param filter which ones, such as {@code evaluation_job.model_id = fraud}; empty for all
     * @return all of them; fails with {@link AssayException}
     */
    public CompletableFuture<List<Evaluation>> searchEvaluations(String project, String filter) {
        return Paging.all(token -> searchEvaluationsPage(project, filter, token));
    }

    CompletableFuture<Paging.Page<Evaluation>> searchEvaluationsPage(String project, String filter, String token) {
        return calls.start(
                        DataLabelingServiceGrpc.getSearchEvaluationsMethod(),
                        SearchEvaluationsRequest.newBuilder()
                                .setParent(project)
                                .setFilter(filter)
                                .setPageToken(token)
                                .build())
                .thenApply(page -> new Paging.Page<>(page.getEvaluationsList(), page.getNextPageToken()));
    }

    /**
     * Watches a run to its end: SUCCEEDED, FAILED, CANCELLED, EMPTY or SKIPPED. A broken watch is opened again.
     *
     * @param name the run: {@code projects/{project}/evaluationJobs/{evaluation_job}/runs/{run}}
     * @param onChange told of the run at once and at every change seen, on a thread of gRPC's; what it throws ends
     *     the watch
     * @param timeout how long to watch at most; a run that waits for people may last days
     * @return the run as it ended; fails with {@link AssayException}: NOT_FOUND if there is no such run,
     *     DEADLINE_EXCEEDED if it has not ended in time
     */
    public CompletableFuture<Run> followRun(String name, Consumer<Run> onChange, Duration timeout) {
        Deadline deadline = Deadline.after(timeout.toNanos(), TimeUnit.NANOSECONDS);
        return new RunFollower(calls.channel(), name, onChange, deadline).follow();
    }
}
