package dev.assay.server.metrics;

/** How well a label, or a box, scored among those of its own item; ties rank in the order the model listed them. */
enum RankClass {
    /** The best-scored label: counts at @1, at @5 and overall. */
    BEST(0),
    /** Second to fifth: counts at @5 and overall. */
    TOP_FIVE(1),
    /** Sixth and lower: counts overall only. */
    REST(2);

    /** How many classes there are. */
    static final int COUNT = 3;

    private final int index;

    RankClass(int index) {
        this.index = index;
    }

    /** Returns the class of a place in the item's ranking, from 0 for the best. */
    static RankClass ofPosition(int position) {
        return position == 0 ? BEST : position < 5 ? TOP_FIVE : REST;
    }

    static RankClass ofIndex(int index) {
        return switch (index) {
            case 0 -> BEST;
            case 1 -> TOP_FIVE;
            default -> REST;
        };
    }

    /** Returns a number for arrays and packed bits, from 0, lower for better ranks. */
    int index() {
        return index;
    }
}
