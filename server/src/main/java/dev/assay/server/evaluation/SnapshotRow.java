package dev.assay.server.evaluation;

import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot says of itself.
 *
 * @param id 0 for one that is not stored yet
 * @param annotatedDataset the run's truth, under which examples are named
 * @param modelId as in {@link EvaluationPlan}
 * @param labels JSON array of the spec set's display names, in its order
 * @param config as in {@link EvaluationPlan}
 * @param counts JSON of {@link RowCounts}; null until complete
 * @param completeTime null while it is being written
 */
public record SnapshotRow(
        long id,
        ResourceName run,
        int revision,
        ResourceName annotatedDataset,
        Instant runTime,
        String modelId,
        String annotationType,
        boolean multiLabel,
        String labels,
        byte[] config,
        @Nullable String counts,
        @Nullable Instant completeTime) {
    SnapshotRow withId(long newId) {
        return new SnapshotRow(
                newId,
                run,
                revision,
                annotatedDataset,
                runTime,
                modelId,
                annotationType,
                multiLabel,
                labels,
                config,
                counts,
                completeTime);
    }
}
