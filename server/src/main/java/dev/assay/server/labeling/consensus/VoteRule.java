package dev.assay.server.labeling.consensus;

/**
 * How a question of classification is decided.
 *
 * @param multiLabel whether an answer may have any number of labels, none included, instead of exactly one
 * @param labels how many there are to choose from, at least one
 * @param replicas the largest number of people to ask, at least one
 */
public record VoteRule(Aggregation aggregation, boolean multiLabel, int labels, int replicas) {
    /** Requires sound numbers. */
    public VoteRule {
        if (labels < 1 || replicas < 1) {
            throw new IllegalArgumentException(labels + " labels, " + replicas + " replicas");
        }
    }
}
