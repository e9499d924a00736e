package dev.assay.client;

import com.google.protobuf.FieldMask;
import dev.assay.datalabeling.v1beta1.AnnotationSpecSet;
import dev.assay.datalabeling.v1beta1.Evaluation;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.v1.EvaluationReport;
import dev.assay.v1.Run;
import io.grpc.Channel;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Evaluation jobs, their label sets, runs and results, by calls that wait for their answer on the caller's thread. The
 * same calls as futures: {@link #async()}.
 *
 * <p>Resource names are given and returned in full, such as {@code projects/p/evaluationJobs/01h…}. Calls fail with
 * {@link AssayException}; beside the codes named at each, {@code INVALID_ARGUMENT} for a malformed name,
 * {@code UNAVAILABLE} when the server cannot be reached, {@code DEADLINE_EXCEEDED} when time is up, and {@code CANCELLED}
 * when the calling thread is interrupted (it stays interrupted).
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class EvaluationJobs {
    private final AsyncEvaluationJobs async;

    /**
     * Calls over this channel, with its default deadline.
     *
     * @param channel such as {@link Channels} builds; not closed here
     */
    public EvaluationJobs(Channel channel) {
        this(new AsyncEvaluationJobs(channel));
    }

    EvaluationJobs(AsyncEvaluationJobs async) {
        this.async = async;
    }

    /**
     * The same calls as futures.
     *
     * @return over the same channel, with the same deadline
     */
    public AsyncEvaluationJobs async() {
        return async;
    }

    /**
     * The same calls with another deadline each.
     *
     * @param timeout how long one call may last, above 0; for lists, one page
     * @return a view; this one is unchanged
     * @throws IllegalArgumentException if the timeout is not positive
     */
    public EvaluationJobs withDeadline(Duration timeout) {
        return new EvaluationJobs(async.withDeadline(timeout));
    }

    /**
     * Creates a job, which samples at once and runs on its schedule. Never repeated by itself.
     *
     * @param project the project: {@code projects/{project}}
     * @param job description, schedule, model version, config, and label set; output-only fields are ignored
     * @return the stored job, with its name
     * @throws AssayException if the call fails: INVALID_ARGUMENT with every violation at once; NOT_FOUND if the
     *     label set or an instruction is missing; ALREADY_EXISTS if the model version has a job; FAILED_PRECONDITION
     *     if a standing sample table has other columns or belongs to another project
     */
    public EvaluationJob createJob(String project, EvaluationJob job) {
        return Calls.await(async.createJob(project, job));
    }

    /**
     * Reads a job.
     *
     * @param name the job: {@code projects/{project}/evaluationJobs/{evaluation_job}}
     * @return the job, with the failures of its runs
     * @throws AssayException if the call fails: NOT_FOUND if there is none
     */
    public EvaluationJob getJob(String name) {
        return Calls.await(async.getJob(name));
    }

    /**
     * Changes the sampling or the instruction of a job; new values hold everywhere within 2 seconds.
     *
     * @param job name and new values
     * @param mask which of {@code evaluation_job_config.example_count}, {@code
     *     evaluation_job_config.example_sample_percentage} and {@code
     *     evaluation_job_config.human_annotation_config.instruction} to change; an empty mask changes those that are
     *     set
     * @return the changed job
     * @throws AssayException if the call fails: INVALID_ARGUMENT for any other path; FAILED_PRECONDITION if the job
     *     is STOPPED
     */
    public EvaluationJob updateJob(EvaluationJob job, FieldMask mask) {
        return Calls.await(async.updateJob(job, mask));
    }

    /**
     * Stops sampling and due runs; active runs finish. Does nothing to a paused job.
     *
     * @param name the job: {@code projects/{project}/evaluationJobs/{evaluation_job}}
     * @throws AssayException if the call fails: FAILED_PRECONDITION if the job is STOPPED
     */
    public void pauseJob(String name) {
        Calls.await(async.pauseJob(name));
    }

    /**
     * Ends a pause. Does nothing to a job that is not paused.
     *
     * @param name the job: {@code projects/{project}/evaluationJobs/{evaluation_job}}
     * @throws AssayException if the call fails: FAILED_PRECONDITION if the job is STOPPED
     */
    public void resumeJob(String name) {
        Calls.await(async.resumeJob(name));
    }

    /**
     * Deletes a job and cancels its active runs. What it sampled and evaluated stays.
     *
     * @param name the job: {@code projects/{project}/evaluationJobs/{evaluation_job}}
     * @throws AssayException if the call fails: NOT_FOUND if there is none; a job that was deleted less than a
     *     minute ago is no error
     */
    public void deleteJob(String name) {
        Calls.await(async.deleteJob(name));
    }

    /**
     * Creates a label set, which never changes afterwards. Never repeated by itself.
     *
     * @param project the project: {@code projects/{project}}
     * @param set display name and labels, 1 to 100 of them
     * @return the stored set, with its name
     * @throws AssayException if the call fails: INVALID_ARGUMENT with every violation at once
     */
    public AnnotationSpecSet createAnnotationSpecSet(String project, AnnotationSpecSet set) {
        return Calls.await(async.createAnnotationSpecSet(project, set));
    }

    /**
     * Reads a label set.
     *
     * @param name the set: {@code projects/{project}/annotationSpecSets/{annotation_spec_set}}
     * @return the set, with the resources that hold it
     * @throws AssayException if the call fails: NOT_FOUND if there is none
     */
    public AnnotationSpecSet getAnnotationSpecSet(String name) {
        return Calls.await(async.getAnnotationSpecSet(name));
    }

    /**
     * Deletes a label set that nothing holds.
     *
     * @param name the set: {@code projects/{project}/annotationSpecSets/{annotation_spec_set}}
     * @throws AssayException if the call fails: FAILED_PRECONDITION while a job, run, task or import holds it
     */
    public void deleteAnnotationSpecSet(String name) {
        Calls.await(async.deleteAnnotationSpecSet(name));
    }

    /**
     * Starts a run over everything sampled since the run before.
     *
     * @param job the job: {@code projects/{project}/evaluationJobs/{evaluation_job}}
     * @param requestId a second call with the same id, for the same job and within 7 days, answers with the run of
     *     the first; 1 to 64 characters
     * @return the new run
     * @throws AssayException if the call fails: FAILED_PRECONDITION while the job is PAUSED or STOPPED
     */
    public Run runNow(String job, String requestId) {
        return Calls.await(async.runNow(job, requestId));
    }

    /**
     * Starts a run over everything sampled since the run before.
     *
     * @param job the job: {@code projects/{project}/evaluationJobs/{evaluation_job}}
     * @return the new run
     * @throws AssayException if the call fails: FAILED_PRECONDITION while the job is PAUSED or STOPPED
     */
    public Run runNow(String job) {
        return runNow(job, UUID.randomUUID().toString());
    }

    /**
     * Reads a run; runs outlive their job.
     *
     * @param name the run: {@code projects/{project}/evaluationJobs/{evaluation_job}/runs/{run}}
     * @return the run
     * @throws AssayException if the call fails: NOT_FOUND if there is none
     */
    public Run getRun(String name) {
        return Calls.await(async.getRun(name));
    }

    /**
     * Resumes a FAILED run at the step that failed.
     *
     * @param name the run: {@code projects/{project}/evaluationJobs/{evaluation_job}/runs/{run}}
     * @param requestId as for {@code runNow}
     * @return the resumed run
     * @throws AssayException if the call fails: FAILED_PRECONDITION in any other state
     */
    public Run retryRun(String name, String requestId) {
        return Calls.await(async.retryRun(name, requestId));
    }

    /**
     * Cancels an active run. Does nothing to a cancelled one.
     *
     * @param name the run: {@code projects/{project}/evaluationJobs/{evaluation_job}/runs/{run}}
     * @throws AssayException if the call fails: FAILED_PRECONDITION if the run ended otherwise
     */
    public void cancelRun(String name) {
        Calls.await(async.cancelRun(name));
    }

    /**
     * Evaluates the rows of a SUCCEEDED run again, with the truth they have now, as a new revision.
     *
     * @param name the run: {@code projects/{project}/evaluationJobs/{evaluation_job}/runs/{run}}
     * @param requestId as for {@code runNow}
     * @return the run
     * @throws AssayException if the call fails: FAILED_PRECONDITION in any other state
     */
    public Run reevaluateRun(String name, String requestId) {
        return Calls.await(async.reevaluateRun(name, requestId));
    }

    /**
     * Reads an evaluation.
     *
     * @param name the evaluation: {@code projects/{project}/datasets/{dataset}/evaluations/{evaluation}}
     * @return the evaluation
     * @throws AssayException if the call fails: NOT_FOUND if there is none
     */
    public Evaluation getEvaluation(String name) {
        return Calls.await(async.getEvaluation(name));
    }

    /**
     * Reads everything known of an evaluation: figures in full precision, rows left out and why, how the rows were
     * drawn.
     *
     * @param evaluation the evaluation: {@code projects/{project}/datasets/{dataset}/evaluations/{evaluation}}
     * @return the report
     * @throws AssayException if the call fails: NOT_FOUND if there is no such evaluation
     */
    public EvaluationReport getReport(String evaluation) {
        return Calls.await(async.getReport(evaluation));
    }

    /**
     * Lists the jobs of a project in order of creation. Pages are read as the stream is consumed.
     *
     * @param project the project: {@code projects/{project}}
     * @param filter which ones, such as {@code evaluation_job.state = PAUSED}; empty for all
     * @return a lazy, sequential stream that throws {@link AssayException} when reading a page fails
     */
    public Stream<EvaluationJob> listJobs(String project, String filter) {
        return Paging.stream(token -> Calls.await(async.listJobsPage(project, filter, token)));
    }

    /**
     * Lists the label sets of a project in order of creation. Pages are read as the stream is consumed.
     *
     * @param project the project: {@code projects/{project}}
     * @return a lazy, sequential stream that throws {@link AssayException} when reading a page fails
     */
    public Stream<AnnotationSpecSet> listAnnotationSpecSets(String project) {
        return Paging.stream(token -> Calls.await(async.listAnnotationSpecSetsPage(project, token)));
    }

    /**
     * Lists the runs of a job, oldest first, whatever became of them. Pages are read as the stream is consumed.
     *
     * @param job the job: {@code projects/{project}/evaluationJobs/{evaluation_job}}
     * @return a lazy, sequential stream that throws {@link AssayException} when reading a page fails
     */
    public Stream<Run> listRuns(String job) {
        return Paging.stream(token -> Calls.await(async.listRunsPage(job, token)));
    }

    /**
     * Lists the aggregate evaluations of a project, newest first; with an {@code annotation_spec.display_name} in
     * the filter those of that label. Pages are read as the stream is consumed.
     *
     * @param project the project: {@code projects/{project}}
     * @param filter which ones, such as {@code evaluation_job.model_id = fraud}; empty for all
     * @return a lazy, sequential stream that throws {@link AssayException} when reading a page fails
     */
    public Stream<Evaluation> searchEvaluations(String project, String filter) {
        return Paging.stream(token -> Calls.await(async.searchEvaluationsPage(project, filter, token)));
    }

    /**
     * Watches a run to its end: SUCCEEDED, FAILED, CANCELLED, EMPTY or SKIPPED. A broken watch is opened again.
     *
     * @param name the run: {@code projects/{project}/evaluationJobs/{evaluation_job}/runs/{run}}
     * @param onChange told of the run at once and at every change seen, on a thread of gRPC's; what it throws ends
     *     the watch
     * @param timeout how long to watch at most; a run that waits for people may last days
     * @return the run as it ended
     * @throws AssayException if the call fails: NOT_FOUND if there is no such run; DEADLINE_EXCEEDED if the run has
     *     not ended in time
     */
    public Run followRun(String name, Consumer<Run> onChange, Duration timeout) {
        return Calls.await(async.followRun(name, onChange, timeout));
    }
}
