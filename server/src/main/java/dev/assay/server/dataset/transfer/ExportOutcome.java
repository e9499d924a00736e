package dev.assay.server.dataset.transfer;

import java.util.Map;

/**
 * What came of an export.
 *
 * @param total examples of the annotated dataset
 * @param written examples that were written
 * @param labelStats how many of the written ones have each label, by display name
 */
public record ExportOutcome(long total, long written, Map<String, Long> labelStats) {
    public ExportOutcome {
        labelStats = Map.copyOf(labelStats);
    }
}
