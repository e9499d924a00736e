package dev.assay.server.job;

import dev.assay.server.labeling.Asking;
import dev.assay.server.run.RunFailure;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where jobs are kept. Every method joins the caller's transaction. How a job samples is sampling's to keep; it is read
 * along with the job.
 */
public interface JobStore {
    /** How many failures of its runs a job shows, at most. */
    int MAX_ATTEMPTS = 100;

    /**
     * Keeps a new job, unless a job that is not STOPPED evaluates its model version: the answer is that job's name, and
     * empty if the new one was kept.
     */
    Optional<ResourceName> insert(Job job);

    /** The job of this name with its attempts. One statement. */
    Optional<Job> find(ResourceName name);

    /** Those of these jobs that are there, without their attempts. One statement. */
    List<Job> findAll(Collection<ResourceName> names);

    /**
     * Up to {@code limit} jobs of a project with an id above {@code afterId}, in the order of their creation, without
     * their attempts.
     *
     * @param modelId only those of versions of models with this id; null for all
     */
    List<Job> list(ResourceName project, @Nullable String modelId, String afterId, int limit);

    /** The latest failures of the runs of each of these jobs, newest last; jobs without any are absent. */
    Map<ResourceName, List<RunFailure>> attempts(Collection<ResourceName> jobs);

    /** Pauses a job; false if it is paused or STOPPED. */
    boolean pause(ResourceName name, Instant now);

    /** Ends the pause of a job; false if it is not paused, or STOPPED. */
    boolean resume(ResourceName name);

    /** Marks a job as deleted; false if it is so marked already. */
    boolean stop(ResourceName name, Instant now);

    /** Changes how a job has people asked. */
    void changeAsking(ResourceName name, Asking asking);

    /** Moves a job's next due time; false if it is no longer the expected one. */
    boolean advance(ResourceName name, Instant expected, Instant next);

    /**
     * Up to {@code limit} jobs that start runs and were due by a time, longest due first and then by id.
     *
     * @param after only what comes after this one in that order; null for all
     */
    List<DueJob> due(Instant until, @Nullable DueJob after, int limit);

    /** Removes up to {@code limit} jobs that were stopped at or before this time; answers how many. */
    int removeStopped(Instant until, int limit);
}
