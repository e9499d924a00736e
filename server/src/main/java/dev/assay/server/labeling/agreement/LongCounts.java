package dev.assay.server.labeling.agreement;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/** Counts by key, without a box per entry. Keys are not negative. */
final class LongCounts {
    private static final long FREE = -1;
    private static final int SMALLEST = 16;

    private long[] keys = newKeys(SMALLEST);
    private long[] counts = new long[SMALLEST];
    private int size;

    void add(long key, long count) {
        int slot = slot(key);
        if (keys[slot] == FREE) {
            keys[slot] = key;
            size++;
        }
        counts[slot] += count;
        if (size > keys.length / 2) {
            grow();
        }
    }

    /** The count of a key, 0 if nothing was added to it. */
    long get(long key) {
        return counts[slot(key)];
    }

    int size() {
        return size;
    }

    /** All keys, ascending. */
    long[] sortedKeys() {
        long[] sorted = Arrays.stream(keys).filter(key -> key != FREE).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /** Adds another's counts, each to the key that its own key becomes. */
    void addAll(LongCounts other, LongUnaryOperator rename) {
        for (int slot = 0; slot < other.keys.length; slot++) {
            if (other.keys[slot] != FREE) {
                add(rename.applyAsLong(other.keys[slot]), other.counts[slot]);
            }
        }
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = mix(key) & mask;
        while (keys[slot] != FREE && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldCounts = counts;
        keys = newKeys(oldKeys.length * 2);
        counts = new long[keys.length];
        for (int old = 0; old < oldKeys.length; old++) {
            if (oldKeys[old] != FREE) {
                int slot = slot(oldKeys[old]);
                keys[slot] = oldKeys[old];
                counts[slot] = oldCounts[old];
            }
        }
    }

    private static long[] newKeys(int length) {
        long[] made = new long[length];
        Arrays.fill(made, FREE);
        return made;
    }

    /** Spreads keys whose fields differ in their high bits only (multiplication by 2^64 over the golden ratio). */
    private static int mix(long key) {
        long product = key * 0x9E3779B97F4A7C15L;
        return (int) (product >>> 32);
    }
}
