package dev.assay.server.metrics;

import java.nio.file.Path;

/**
 * Where and when an evaluator moves pairs of label and score from the heap to disk.
 *
 * @param directory an existing directory for temporary files, written only when the budget is exceeded; 20 bytes
 *     per pair. The files have no name once opened on POSIX systems, so a killed process leaves none behind
 * @param pairsInMemory how many pairs may be held on the heap, at least 1; about 40 bytes each while sorting
 */
public record SpillPlace(Path directory, int pairsInMemory) {
    /** The budget unless told otherwise: two million pairs, about 80 MB at the peak. */
    public static final int DEFAULT_PAIRS_IN_MEMORY = 2_000_000;

    /**
     * Checks the budget.
     *
     * @throws IllegalArgumentException if the budget is below 1
     */
    public SpillPlace {
        if (pairsInMemory < 1) {
            throw new IllegalArgumentException("pairsInMemory must be at least 1, not " + pairsInMemory);
        }
    }

    /**
     * A place with the default budget.
     *
     * @param directory an existing directory for temporary files
     */
    public SpillPlace(Path directory) {
        this(directory, DEFAULT_PAIRS_IN_MEMORY);
    }
}
