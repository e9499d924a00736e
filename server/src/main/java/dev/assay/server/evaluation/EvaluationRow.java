package dev.assay.server.evaluation;

import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation as it is stored, beside its snapshot.
 *
 * @param position 0 for the aggregate, then the labels with truth in the order of the spec set
 * @param label null on the aggregate
 * @param figures JSON of {@link EvaluationFigures}
 */
public record EvaluationRow(
        ResourceName name,
        int position,
        @Nullable String label,
        Instant createTime,
        long itemCount,
        String figures,
        SnapshotRow snapshot) {}
