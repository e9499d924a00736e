package dev.assay.server.labeling.agreement;

import java.util.OptionalInt;

/**
 * What answers weighted by the quality of those who gave them say of an item.
 *
 * @param label the most probable label; absent if nobody answered, or if the second is as probable, to within {@link
 *     #TIE}
 * @param probability of the most probable label; without answers its share among all items
 */
public record QualityConsensus(OptionalInt label, double probability) {
    /** Probabilities closer than this are a tie. */
    public static final double TIE = 1e-9;
}
