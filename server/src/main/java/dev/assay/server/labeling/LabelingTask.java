package dev.assay.server.labeling;

import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task as it stands.
 *
 * @param number its key in the store
 * @param itemCount how many items people are asked about; null while they are being listed
 * @param counts as they were counted last
 * @param closeTime from when on nobody is asked any more; null while people are asked
 * @param closeReason why it was closed
 * @param annotatedDataset what came of it, once it is done
 */
public record LabelingTask(
        ResourceName name,
        long number,
        LabelingPlan plan,
        Instant createTime,
        @Nullable Long itemCount,
        Counts counts,
        @Nullable Instant closeTime,
        @Nullable CloseReason closeReason,
        @Nullable ResourceName annotatedDataset) {
    /** Why a task was closed. */
    public enum CloseReason {
        /** All items were dealt with. */
        DONE,
        /** Somebody cancelled it, or it failed; the answers stay. */
        CANCELLED
    }

    /**
     * What was counted.
     *
     * @param openItems that waited for answers
     * @param answers that were given until then
     * @param answersUntil up to when answers were counted
     */
    public record Counts(long openItems, long answers, Instant answersUntil) {}

    /** Its name and its key in the store. */
    public TaskKey key() {
        return new TaskKey(name, number);
    }

    /** Whether people are asked. */
    public boolean isOpen() {
        return closeTime == null;
    }
}
