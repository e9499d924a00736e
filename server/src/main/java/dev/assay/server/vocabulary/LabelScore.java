package dev.assay.server.vocabulary;

import java.util.Objects;

/**
 * One label a model listed for an item, with the score it gave.
 *
 * @param label the label's text, as the model spelled it
 * @param score any finite number; usually, but not necessarily, within [0, 1]
 */
public record LabelScore(String label, double score) {
    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if the score is NaN or infinite
     */
    public LabelScore {
        Objects.requireNonNull(label, "label");
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("a score must be finite, not " + score);
        }
    }
}
