package dev.assay.server.metrics;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges sorted runs into one sequence by a binary heap of cursors. Among equal keys the earlier run goes first, which
 * keeps the whole sort stable.
 */
final class RunMerge {
    private final PairCursor[] runs;
    /** Indices of runs not yet exhausted; the parent of slot i is slot (i − 1) / 2. */
    private final int[] heap;

    private int size;
    private boolean started;

    RunMerge(List<PairCursor> runs) {
        this.runs = runs.toArray(PairCursor[]::new);
        this.heap = new int[this.runs.length];
    }

    /** Returns a cursor at the next pair, valid until the next call; null after the last pair. */
    @Nullable
    PairCursor next() throws IOException {
        if (!started) {
            start();
        } else if (size > 0) {
            if (!runs[heap[0]].advance()) {
                size--;
                heap[0] = heap[size];
            }
            sink(0);
        }
        return size == 0 ? null : runs[heap[0]];
    }

    private void start() throws IOException {
        started = true;
        for (int run = 0; run < runs.length; run++) {
            if (runs[run].advance()) {
                heap[size++] = run;
            }
        }
        for (int slot = size / 2 - 1; slot >= 0; slot--) {
            sink(slot);
        }
    }

    private void sink(int from) {
        int slot = from;
        while (2 * slot + 1 < size) {
            int child = 2 * slot + 1;
            if (child + 1 < size && precedes(heap[child + 1], heap[child])) {
                child++;
            }
            if (!precedes(heap[child], heap[slot])) {
                return;
            }
            int moved = heap[slot];
            heap[slot] = heap[child];
            heap[child] = moved;
            slot = child;
        }
    }

    private boolean precedes(int one, int other) {
        int byKey = Long.compareUnsigned(runs[one].key(), runs[other].key());
        return byKey < 0 || (byKey == 0 && one < other);
    }
}
