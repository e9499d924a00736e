package dev.assay.server.sampling;

import dev.assay.server.vocabulary.ResourceName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Where samplers and intervals are kept. Every method joins the caller's transaction. */
public interface SamplingStore {
    // --- samplers -------------------------------------------------------------------------------------------------

    /** Keeps how a new job samples and opens its first interval. The job's row and the sample table exist already. */
    void open(ResourceName job, byte[] salt, SamplerSettings settings, TableName table, Instant now);

    /** Changes the settings of a job, and the cap of its open interval, which may be reached thereby. */
    void change(ResourceName job, SamplerSettings settings, Instant now);

    /** The sampler of a job that still has a row. */
    Optional<Sampler> find(ResourceName job);

    /** The sampler of the job that evaluates this model version and is not STOPPED. */
    Optional<Sampler> findByVersion(ResourceName modelVersion);

    /** The policies of those of these versions that a job evaluates which is not STOPPED. */
    List<Policy> policies(Collection<ResourceName> modelVersions);

    // --- intervals ------------------------------------------------------------------------------------------------

    /**
     * Locks an open interval for the rest of the transaction. The answer is how many rows it still takes, never
     * negative; empty if it was sealed.
     */
    Optional<Integer> lock(long interval);

    /** Adds to the counts of an interval that is locked; notes the time if it is full afterwards for the first time. */
    void count(long interval, Tally tally, Instant now);

    /** Keeps the larger of these and the standing counts of a client, if the interval is one of this job. */
    void keep(ResourceName job, PopulationCounts counts);

    /** Seals the open interval of a job, locking it first. The answer is its id; empty if none is open. */
    Optional<Long> seal(ResourceName job, Instant now);

    /** Opens the next interval of a job; its cap is the job's example count. */
    long openInterval(ResourceName job, Instant now);

    /** Adds to how long the open interval of a job took no rows because of a pause; not if it is full and takes none anyway. */
    void addPause(ResourceName job, Duration length);

    /** What is known of an interval. */
    Optional<IntervalRecord> interval(long id);

    // --- purging --------------------------------------------------------------------------------------------------

    /**
     * The interval that was sealed first of those whose rows still stand and are not in an active run, if it was sealed
     * before this time.
     */
    Optional<RowsOfInterval> oldestSealedBefore(Instant time);

    /** Notes that rows of a sealed interval were deleted: all of them, or some. */
    void markPurged(long interval, boolean wholly);

    /** An interval, its job, and the table that its rows are in. */
    record RowsOfInterval(long interval, ResourceName job, TableName table) {}
}
