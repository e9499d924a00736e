package dev.assay.server.run;

import dev.assay.server.vocabulary.ResourceName;
import org.jspecify.annotations.Nullable;

/**
 * How a run gets on with the people it asks for ground truth.
 *
 * @param task that asks them
 * @param annotatedDataset what they agreed on, once the task is done
 * @param items they are asked about; grows while the task lists them
 * @param openItems that wait for answers
 * @param answers that were given
 * @param agreed items that got their ground truth; 0 until the task is done, like the next two
 * @param unsettled items that people answered without agreeing
 * @param unanswered items that nobody answered
 */
public record Labeling(
        ResourceName task,
        @Nullable ResourceName annotatedDataset,
        long items,
        long openItems,
        long answers,
        long agreed,
        long unsettled,
        long unanswered) {
    /** Of a task that has just begun. */
    static Labeling begun(ResourceName task) {
        return new Labeling(task, null, 0, 0, 0, 0, 0, 0);
    }

    /** The same as counted now. */
    Labeling counted(long nowItems, long nowOpen, long nowAnswers) {
        return new Labeling(task, annotatedDataset, nowItems, nowOpen, nowAnswers, agreed, unsettled, unanswered);
    }
}
