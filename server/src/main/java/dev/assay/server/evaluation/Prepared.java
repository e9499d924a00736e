package dev.assay.server.evaluation;

import dev.assay.server.metrics.Figures;

/**
 * A snapshot that is written and computed, and waits to be published.
 *
 * @param counts what became of the rows; if none was evaluated, there is nothing to publish
 */
public record Prepared(SnapshotRow snapshot, RowCounts counts, Figures figures) {}
