package dev.assay.server.evaluation;

import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where snapshots and evaluations are kept. Every method joins the caller's transaction. What belongs to a deleted
 * dataset is there for {@link #removeUnder} alone.
 */
public interface EvaluationStore {
    // --- snapshots ------------------------------------------------------------------------------------------------

    /** The snapshot of one revision of a run, complete or not. */
    Optional<SnapshotRow> findSnapshot(ResourceName run, int revision);

    /** Begins a snapshot; the answer is its id. Checks the fence in the same transaction. */
    long insertSnapshot(Fence fence, SnapshotRow snapshot);

    /** Adds items to a snapshot that is being written. Checks the fence in the same transaction. */
    void appendItems(Fence fence, long snapshot, List<SnapshotItem> items);

    /**
     * Removes up to {@code limit} items of a snapshot that is not complete, and the snapshot itself once it has none
     * left. Checks the fence in the same transaction.
     *
     * @return whether it is gone
     */
    boolean discard(Fence fence, long snapshot, int limit);

    /** Completes a snapshot, once; false if it was complete already or is gone. */
    boolean complete(long snapshot, String counts, Instant now);

    /** Items with an ordinal above this one, in order. */
    List<SnapshotItem> items(long snapshot, long afterOrdinal, int limit);

    /** Items by descending mistake, then by ordinal, from the one that follows {@code after}; from the first if null. */
    List<SnapshotItem> itemsByMistake(long snapshot, @Nullable MistakeKey after, int limit);

    /** Where a list by mistake goes on. */
    record MistakeKey(double mistake, long ordinal) {}

    // --- evaluations ----------------------------------------------------------------------------------------------

    /** Adds the evaluations of one snapshot. */
    void insertEvaluations(List<EvaluationRow> evaluations);

    /** The evaluations of these names that stand, in no particular order. */
    List<EvaluationRow> find(Collection<ResourceName> evaluations);

    /** All evaluations of a snapshot, the aggregate first. */
    List<EvaluationRow> ofSnapshot(long snapshot);

    /** Evaluations that fit, newest first, then by descending id, from the one that follows {@code after}. */
    List<Candidate> search(Search search, @Nullable SearchKey after, int limit);

    /** Where a search goes on. */
    record SearchKey(Instant createTime, String id) {}

    /**
     * What a store looks for; null parts are open.
     *
     * @param labels the labels whose own evaluations are meant; empty for aggregates
     */
    record Search(
            ResourceName project,
            List<String> labels,
            @Nullable String job,
            @Nullable String modelId,
            @Nullable Instant ranNotBefore,
            @Nullable Instant ranNotAfter) {
        public Search {
            labels = List.copyOf(labels);
        }
    }

    /** What is known of an evaluation without its figures. */
    record Candidate(
            ResourceName name,
            ResourceName job,
            String modelId,
            Instant runTime,
            Instant createTime,
            @Nullable String label) {}

    // --- removal --------------------------------------------------------------------------------------------------

    /**
     * Removes evaluations, items and snapshots under a dataset.
     *
     * @return how many rows, at most {@code limit}; fewer mean that nothing is left
     */
    int removeUnder(ResourceName dataset, int limit);
}
