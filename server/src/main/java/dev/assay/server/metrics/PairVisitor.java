package dev.assay.server.metrics;

/** Takes pairs of item and label one after the other, best score first. */
@FunctionalInterface
interface PairVisitor {
    /**
     * Takes one pair.
     *
     * @param score never above the score of the pair before
     * @param label the label's index, as it was added
     * @param hit whether the label is true for the item
     * @param rank how the label ranks within its item
     * @param item the item's ordinal; among equal scores it never decreases
     */
    void visit(double score, int label, boolean hit, RankClass rank, long item);
}
