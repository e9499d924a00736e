package dev.assay.server.labeling;

/** How the answers of several people to one item become one. */
public enum Aggregation {
    /** What most people said. */
    MAJORITY_VOTE,
    /** What everybody said. */
    UNANIMOUS_VOTE,
    /** Every answer is kept as it is. */
    NO_AGGREGATION,
    /** Each person sees what the one before left, and confirms or edits it: boxes only. */
    IN_TURN
}
