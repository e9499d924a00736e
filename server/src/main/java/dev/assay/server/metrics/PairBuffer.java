package dev.assay.server.metrics;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Pairs on the heap, as parallel primitive arrays, and their stable sort by descending score. The arrays grow up to
 * the capacity, so that the many small evaluations do not pay for the rare large one.
 */
final class PairBuffer {
    /** Bytes of one pair outside the heap. */
    static final int BYTES_PER_PAIR = Long.BYTES + Integer.BYTES + Long.BYTES;

    /** Labels are packed beside three bits of hit and rank. */
    static final int MAX_LABEL = (1 << 28) - 1;

    private static final int FIRST_LENGTH = 1024;
    private static final int RADIX = 256;

    private final int capacity;
    private long[] keys;
    private int[] tags;
    private long[] items;
    private int size;

    PairBuffer(int capacity) {
        this.capacity = capacity;
        int length = Math.min(capacity, FIRST_LENGTH);
        keys = new long[length];
        tags = new int[length];
        items = new long[length];
    }

    /**
     * Maps a score to a key whose unsigned ascending order is the score's descending order. A double's bits ascend
     * with its value once negative numbers are flipped whole and positive ones in the sign only; the complement
     * turns the direction round. Adding 0.0 makes −0.0 the same as 0.0.
     */
    static long keyOf(double score) {
        long bits = Double.doubleToRawLongBits(score + 0.0);
        return ~(bits ^ ((bits >> 63) | Long.MIN_VALUE));
    }

    /** Undoes {@link #keyOf}. */
    static double scoreOf(long key) {
        long flipped = ~key;
        return Double.longBitsToDouble(flipped < 0 ? flipped ^ Long.MIN_VALUE : ~flipped);
    }

    static int tagOf(int label, boolean hit, RankClass rank) {
        return (label << 3) | (rank.index() << 1) | (hit ? 1 : 0);
    }

    static void visit(PairCursor pair, PairVisitor visitor) {
        int tag = pair.tag();
        RankClass rank = RankClass.ofIndex((tag >>> 1) & 3);
        visitor.visit(scoreOf(pair.key()), tag >>> 3, (tag & 1) != 0, rank, pair.item());
    }

    boolean isFull() {
        return size == capacity;
    }

    int size() {
        return size;
    }

    void add(long key, int tag, long item) {
        if (size == keys.length) {
            int length = (int) Math.min(capacity, 2L * size);
            keys = Arrays.copyOf(keys, length);
            tags = Arrays.copyOf(tags, length);
            items = Arrays.copyOf(items, length);
        }
        keys[size] = key;
        tags[size] = tag;
        items[size] = item;
        size++;
    }

    void clear() {
        size = 0;
    }

    /** Writes a pair at the target's position. */
    void write(int index, ByteBuffer target) {
        target.putLong(keys[index]).putInt(tags[index]).putLong(items[index]);
    }

    /**
     * Sorts by key, unsigned ascending; equal keys stay in the order they were added. A radix sort, lowest byte
     * first, because it is stable and its time does not depend on the data; bytes that all keys share cost nothing.
     */
    void sort() {
        int[][] counts = countBytes();
        long[] spareKeys = new long[keys.length];
        int[] spareTags = new int[keys.length];
        long[] spareItems = new long[keys.length];
        for (int b = 0; b < Long.BYTES; b++) {
            int shift = 8 * b;
            int[] next = counts[b];
            if (size == 0 || next[byteAt(keys[0], shift)] == size) {
                continue;
            }
            toStarts(next);
            for (int i = 0; i < size; i++) {
                int to = next[byteAt(keys[i], shift)]++;
                spareKeys[to] = keys[i];
                spareTags[to] = tags[i];
                spareItems[to] = items[i];
            }
            long[] sortedKeys = spareKeys;
            spareKeys = keys;
            keys = sortedKeys;
            int[] sortedTags = spareTags;
            spareTags = tags;
            tags = sortedTags;
            long[] sortedItems = spareItems;
            spareItems = items;
            items = sortedItems;
        }
    }

    /** Reads the pairs in their present order. */
    PairCursor cursor() {
        return new Cursor();
    }

    private int[][] countBytes() {
        int[][] counts = new int[Long.BYTES][RADIX];
        for (int i = 0; i < size; i++) {
            for (int b = 0; b < Long.BYTES; b++) {
                counts[b][byteAt(keys[i], 8 * b)]++;
            }
        }
        return counts;
    }

    private static void toStarts(int[] counts) {
        int start = 0;
        for (int digit = 0; digit < RADIX; digit++) {
            int count = counts[digit];
            counts[digit] = start;
            start += count;
        }
    }

    private static int byteAt(long key, int shift) {
        return (int) (key >>> shift) & (RADIX - 1);
    }

    private final class Cursor implements PairCursor {
        private int index = -1;

        @Override
        public boolean advance() {
            index++;
            return index < size;
        }

        @Override
        public long key() {
            return keys[index];
        }

        @Override
        public int tag() {
            return tags[index];
        }

        @Override
        public long item() {
            return items[index];
        }
    }
}
