package dev.assay.server.run;

import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Where runs are kept. Every method joins the caller's transaction. */
public interface RunStore {
    /** Keeps a new run. */
    void insert(Run run, RunPlan plan);

    /** A run by its name. */
    Optional<Run> find(ResourceName name);

    /** The runs of these names that exist. */
    List<Run> findAll(Collection<ResourceName> names);

    /** The plan of a run that exists. */
    RunPlan plan(ResourceName name);

    /** Runs of a job by start time, then name; up to {@link PageRequest#limit}. */
    List<Run> list(ResourceName job, PageRequest page);

    /** The active runs of a job. */
    List<Run> active(ResourceName job);

    /** The runs of a job that FAILED after they had people asked. */
    List<Run> failedWithTask(ResourceName job);

    /**
     * Replaces a run if its state and revision are still those of {@code before}; failures are left alone. False if
     * somebody else changed it meanwhile.
     */
    boolean replace(Run before, Run after);

    /** Adds a failure to those of a run. */
    void addFailure(ResourceName run, RunFailure failure);

    /** The run that an earlier request with this id led to. */
    Optional<ResourceName> requested(String subject, String requestId, Instant now);

    /** Remembers where a request led until the time given; expired ones are forgotten on the way. */
    void rememberRequest(String subject, String requestId, ResourceName run, Instant now, Instant expireTime);
}
