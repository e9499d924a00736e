package dev.assay.server.labeling.agreement;

import java.util.OptionalDouble;

/**
 * Kappa of two people: (observed − expected) / (1 − expected), Cohen (1960), "A coefficient of agreement for nominal
 * scales", Educational and Psychological Measurement 20, 37–46. Counts stay whole until the one division.
 */
final class CohenKappa {
    private CohenKappa() {}

    /**
     * Kappa of a table.
     *
     * @param compared pairs of answers
     * @param alike those on the diagonal
     * @param chance sum over labels of the product of both margins
     */
    static OptionalDouble of(long compared, long alike, long chance) {
        long square = Math.multiplyExact(compared, compared);
        if (chance == square) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of((double) (Math.multiplyExact(compared, alike) - chance) / (double) (square - chance));
    }

    /** Kappa of a table of yes and no. */
    static OptionalDouble ofYesAndNo(long compared, long firstYes, long secondYes, long bothYes) {
        long chance = Math.addExact(
                Math.multiplyExact(firstYes, secondYes), Math.multiplyExact(compared - firstYes, compared - secondYes));
        return of(compared, alike(compared, firstYes, secondYes, bothYes), chance);
    }

    /** Pairs of answers in which both say yes or both no. */
    static long alike(long compared, long firstYes, long secondYes, long bothYes) {
        return compared - firstYes - secondYes + 2 * bothYes;
    }
}
