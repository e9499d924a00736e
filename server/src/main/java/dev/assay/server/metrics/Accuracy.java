package dev.assay.server.metrics;

/**
 * Top-1 accuracy of a single-label model.
 *
 * @param correct items whose best-scored label is the true one; ties go to the label listed first
 * @param items all evaluated items, those without any prediction included
 */
public record Accuracy(long correct, long items) {
    /** Returns the share of items that is correct, in [0, 1]; 0 if there are no items. */
    public double value() {
        return items == 0 ? 0.0 : (double) correct / items;
    }
}
