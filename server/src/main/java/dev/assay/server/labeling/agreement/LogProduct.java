package dev.assay.server.labeling.agreement;

/** The logarithm of a product of many small factors, with few logarithms taken. */
final class LogProduct {
    private static final double LEAST = 1e-150;

    private double logarithm;
    private double product = 1.0;

    /**
     * Multiplies.
     *
     * @param factor above 0, at most 1 or nearly so
     */
    void times(double factor) {
        if (factor < LEAST) {
            logarithm += StrictMath.log(factor);
            return;
        }
        product *= factor;
        if (product < LEAST) {
            logarithm += StrictMath.log(product);
            product = 1.0;
        }
    }

    double value() {
        return logarithm + StrictMath.log(product);
    }
}
