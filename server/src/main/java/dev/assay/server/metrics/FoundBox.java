package dev.assay.server.metrics;

/**
 * Something that a model found in an image, and where.
 *
 * @param score any finite number; usually, but not necessarily, within [0, 1]
 */
public record FoundBox(String label, double score, BoundingBox box) {
    /**
     * Checks the score.
     *
     * @throws IllegalArgumentException if it is NaN or infinite
     */
    public FoundBox {
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("a score must be finite, not " + score);
        }
    }
}
