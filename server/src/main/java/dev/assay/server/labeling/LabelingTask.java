package dev.assay.server.labeling;

import dev.assay.server.vocabulary.AnnotationSpec;
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
    private static final long ENVELOPE = 1_000;
    private static final long MORE_PER_LABEL = 4;
    private static final long MAX_BYTES_PER_CHAR = 3;

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

    /** About how many bytes it takes to show it, at most. */
    long weight() {
        long characters = plan.displayName().length();
        for (AnnotationSpec label : plan.labels()) {
            characters +=
                    (long) label.displayName().length() + label.description().length() + MORE_PER_LABEL;
        }
        return ENVELOPE + MAX_BYTES_PER_CHAR * characters;
    }

    /** Its name and its key in the store. */
    public TaskKey key() {
        return new TaskKey(name, number);
    }

    /** Whether people are asked. */
    public boolean isOpen() {
        return closeTime == null;
    }
}
