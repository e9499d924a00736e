package dev.assay.server.labeling.agreement;

/** Keys of {@link LongCounts} made of two people, a label and what is counted. */
final class PackedKey {
    /** People, labels and answers per item are numbered below this. */
    static final int FIELD_LIMIT = 1 << 20;

    /** Of a pair: answers of the first person that have the label. Of one person: the same, once per comparison. */
    static final int FIRST_HAS = 0;
    /** Answers of the second person, or of others, that have the label. */
    static final int SECOND_HAS = 1;
    /** Both have it. */
    static final int BOTH_HAVE = 2;
    /** Pairs of answers, whatever their labels; counted at label 0. */
    static final int COMPARED = 3;

    private static final int MASK = FIELD_LIMIT - 1;

    private PackedKey() {}

    static long of(int first, int second, int label, int what) {
        return ((long) first << 42) | ((long) second << 22) | ((long) label << 2) | what;
    }

    static int first(long key) {
        return (int) (key >>> 42);
    }

    static int second(long key) {
        return (int) (key >>> 22) & MASK;
    }

    static int label(long key) {
        return (int) (key >>> 2) & MASK;
    }

    static int what(long key) {
        return (int) key & 3;
    }

    /** The key of the same count when first and second change places. */
    static int mirrored(int what) {
        return switch (what) {
            case FIRST_HAS -> SECOND_HAS;
            case SECOND_HAS -> FIRST_HAS;
            default -> what;
        };
    }
}
