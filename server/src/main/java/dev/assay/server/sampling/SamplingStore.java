package dev.assay.server.sampling;

import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where samplers, intervals and sample tables are kept. Every method joins the caller's transaction. */
public interface SamplingStore {
    // --- samplers -------------------------------------------------------------------------------------------------

    /** Keeps how a new job samples and opens its first interval. The job's row exists already. */
    void open(ResourceName job, byte[] salt, SamplerSettings settings, TableName table, Instant now);

    /** Changes the settings of a job, and the cap of its open interval. */
    void change(ResourceName job, SamplerSettings settings);

    /** The sampler of a job that still has a row. */
    Optional<Sampler> find(ResourceName job);

    /** The sampler of the job that evaluates this model version and is not STOPPED. */
    Optional<Sampler> findByVersion(ResourceName modelVersion);

    // --- intervals ------------------------------------------------------------------------------------------------

    /** Seals the open interval of a job, locking it first. The answer is its id; empty if none is open. */
    Optional<Long> seal(ResourceName job, Instant now);

    /** Opens the next interval of a job with this cap. */
    long openInterval(ResourceName job, int cap, Instant now);

    /** What is known of an interval. */
    Optional<IntervalRecord> interval(long id);

    // --- rows of a sealed interval --------------------------------------------------------------------------------

    /**
     * Takes up to {@code limit} rows that others wrote for a model version into a sealed interval; answers how many.
     * Checks the fence in the same transaction.
     */
    int stampForeignRows(
            Fence fence, TableName table, ResourceName job, ResourceName modelVersion, long interval, int limit);

    /** Up to {@code limit} rows of an interval with a key above {@code afterKey}, in key order, at most 16 MiB of text. */
    List<SampledRow> rows(TableName table, long interval, long afterKey, int limit);

    /** How many rows an interval holds. */
    long countRows(TableName table, long interval);

    /** Whether any row of an interval has no ground truth yet. */
    boolean anyWithoutTruth(TableName table, long interval);
}
