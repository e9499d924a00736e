package dev.assay.server.labeling.consensus;

/**
 * Something that people said of an item, and how many did.
 *
 * @param value a label, a box, a span
 * @param votes people who said so
 * @param totalVotes people who answered
 */
public record Vote<T>(T value, int votes, int totalVotes) {
    /** Returns the share of people who said so, in [0, 1]. */
    public double score() {
        return (double) votes / totalVotes;
    }
}
