package dev.assay.server.evaluation;

import java.util.List;

/** The rows of a sealed interval, in key order. */
@FunctionalInterface
public interface RowSource {
    /** Some rows with a key above this one, in key order; as many as are well held at once. Empty after the last. */
    List<SourceRow> rowsAfter(long key);
}
