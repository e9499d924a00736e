package dev.assay.server.grpc;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Floats of messages as doubles. */
final class Floats {
    /** So many decimal digits tell any float from its neighbours. */
    private static final int MOST_DIGITS = 9;

    private Floats() {}

    /**
     * The double nearest to the shortest decimal that means this float: 0.6, where a cast gives 0.6000000238. As a float it
     * is the same again.
     *
     * @param value finite
     */
    static double widen(float value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < MOST_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.floatValue() == value) {
                return rounded.doubleValue();
            }
        }
        return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN)).doubleValue();
    }
}
