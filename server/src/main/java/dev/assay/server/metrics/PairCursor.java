package dev.assay.server.metrics;

import java.io.IOException;

/** A position in a sorted run of pairs, wherever the run is kept. */
interface PairCursor {
    /** Moves to the next pair, the first one at the first call; false if the run is exhausted. */
    boolean advance() throws IOException;

    /** Returns the {@link PairBuffer#keyOf} of the current pair's score. */
    long key();

    /** Returns the current pair's label, hit and rank, packed by {@link PairBuffer#tagOf}. */
    int tag();

    /** Returns the current pair's item ordinal. */
    long item();
}
