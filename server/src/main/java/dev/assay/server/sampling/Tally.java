package dev.assay.server.sampling;

/**
 * What became of predictions that were offered to one interval.
 *
 * @param offered all of them, left out or not
 * @param taken selected and stored
 * @param overLimit selected, and the interval was full
 * @param duplicates selected, and stored before
 */
public record Tally(int offered, int taken, int overLimit, int duplicates) {
    /** How many the selection rule picked. */
    public int selected() {
        return taken + overLimit + duplicates;
    }
}
