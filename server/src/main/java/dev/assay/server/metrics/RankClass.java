package dev.assay.server.metrics;

/** How well a label scored among those of its own item; ties rank in the order the model listed them. */
enum RankClass {
    /** The best-scored label: counts at @1, at @5 and overall. */
    BEST,
    /** Second to fifth: counts at @5 and overall. */
    TOP_FIVE,
    /** Sixth and lower: counts overall only. */
    REST;

    private static final RankClass[] VALUES = values();

    static RankClass ofPosition(int position) {
        if (position == 0) {
            return BEST;
        }
        return position < ItemRanking.TOP ? TOP_FIVE : REST;
    }

    static RankClass ofOrdinal(int ordinal) {
        return VALUES[ordinal];
    }
}
