package dev.assay.server.sampling;

import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.WrongState;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where sample tables are kept. Every method joins the caller's transaction. */
public interface SampleTableStore {
    /**
     * Makes the table for a project, or checks that the standing one fits.
     *
     * @throws WrongState if it belongs to another project or has other columns
     */
    void make(TableName table, String project, Instant now);

    /** Inserts rows whose ids are new to the job; the answer tells by position which ones were inserted. */
    BitSet insert(Origin origin, List<NewRow> rows);

    /** Which of these ids have a row of this job. */
    Set<String> standing(TableName table, ResourceName job, Collection<String> predictionIds);

    /**
     * Sets the ground truth of rows of a job, in order, and stops early once the rows it wrote hold more than
     * {@code maxBytes}: engines write a row as a whole, however little of it changes.
     */
    Applied setTruth(TableName table, ResourceName job, List<Truth> truths, long maxBytes);

    /**
     * How far truths were set.
     *
     * @param count how many of them, from the first on, were looked at: at least one
     * @param rows by position, which of these have a row
     */
    record Applied(int count, BitSet rows) {}

    /**
     * Takes up to {@code limit} rows that others wrote for a model version into a sealed interval; answers how many.
     * Checks the fence in the same transaction. They get ids {@code ext-…} and no sampling probability; one without a
     * readable time gets {@code now}.
     */
    int stampForeignRows(
            Fence fence,
            TableName table,
            ResourceName job,
            ResourceName modelVersion,
            long interval,
            int limit,
            Instant now);

    /**
     * Rows of an interval with a key above {@code afterKey}, in key order: at most {@code limit}, and no more than fit
     * into 16 MiB of text, but at least one if there is any.
     */
    List<SampledRow> rows(TableName table, long interval, long afterKey, int limit);

    /** How many rows an interval holds. */
    long countRows(TableName table, long interval);

    /** Whether any row of an interval has no ground truth yet. */
    boolean anyWithoutTruth(TableName table, long interval);

    /** Rows of an interval without ground truth, from a key on, in key order; at most {@code limit}. */
    List<RowWithoutTruth> rowsWithoutTruth(TableName table, long interval, long fromKey, int limit);

    /**
     * Sets the ground truth of rows of an interval that have none, in order; what others gave meanwhile stays. Checks the
     * fence in the same transaction, and stops early as {@link #setTruth} does.
     *
     * @return how many of them, from the first on, were looked at: at least one
     */
    int fillTruth(Fence fence, TableName table, long interval, List<RowTruth> truths, long maxBytes);

    /** Deletes up to {@code limit} rows of an interval; answers how many. */
    int delete(TableName table, long interval, int limit);

    /**
     * A row that waits for its ground truth.
     *
     * @param foreign whether others wrote it; such a row may hold several instances
     */
    record RowWithoutTruth(long key, boolean foreign) {}

    /**
     * What is true of a row.
     *
     * @param groundTruth JSON text, as people write it
     */
    record RowTruth(long key, String groundTruth) {}

    /** What rows inserted together have in common. */
    record Origin(
            TableName table, ResourceName job, ResourceName modelVersion, long interval, double samplingProbability) {}

    /**
     * A row to insert.
     *
     * @param rawData JSON text {@code {"instances":[…]}}
     * @param rawPrediction JSON text {@code {"predictions":[…]}}
     */
    record NewRow(
            String predictionId,
            Instant time,
            String rawData,
            String rawPrediction,
            @Nullable String groundTruth) {}
}
