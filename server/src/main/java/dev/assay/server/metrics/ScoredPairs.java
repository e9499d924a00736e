package dev.assay.server.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All pairs of item and listed label, or found box, of one evaluation, sorted by descending score, ties in the order
 * they were added. That order does not depend on how many pairs fit into memory.
 */
final class ScoredPairs implements AutoCloseable {
    private final SpillPlace place;
    private PairBuffer buffer;
    private @Nullable SpillFile file;

    ScoredPairs(SpillPlace place) {
        this.place = place;
        this.buffer = new PairBuffer(place.pairsInMemory());
    }

    void add(double score, int label, boolean hit, RankClass rank, long item) throws IOException {
        if (buffer.isFull()) {
            spill();
        }
        buffer.add(PairBuffer.keyOf(score), PairBuffer.tagOf(label, hit, rank), item);
    }

    /** Shows every pair to the visitor, best score first. */
    void forEachDescending(PairVisitor visitor) throws IOException {
        buffer.sort();
        List<PairCursor> runs = new ArrayList<>();
        if (file != null) {
            runs.addAll(file.cursors());
        }
        // The pairs still on the heap were added last, so among equal scores they come last.
        runs.add(buffer.cursor());
        RunMerge merge = new RunMerge(runs);
        for (PairCursor pair = merge.next(); pair != null; pair = merge.next()) {
            PairBuffer.visit(pair, visitor);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
        buffer = new PairBuffer(1);
    }

    private void spill() throws IOException {
        if (file == null) {
            file = new SpillFile(place.directory());
        }
        buffer.sort();
        file.append(buffer);
        buffer.clear();
    }
}
