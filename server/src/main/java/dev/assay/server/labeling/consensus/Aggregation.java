package dev.assay.server.labeling.consensus;

/** How the answers to one question become one. */
public enum Aggregation {
    /** What most people say. */
    MAJORITY_VOTE,
    /** What all people say. */
    UNANIMOUS_VOTE,
    /** Every answer is kept as it is, none is derived. */
    NO_AGGREGATION
}
