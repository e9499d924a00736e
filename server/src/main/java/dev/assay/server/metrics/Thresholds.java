package dev.assay.server.metrics;

/** The score thresholds at which a classification curve is read: 0.00, 0.05, …, 0.95, 0.96, …, 0.99. */
public final class Thresholds {
    /** How many thresholds there are. */
    public static final int COUNT = 24;

    private static final double[] ASCENDING = new double[COUNT];

    static {
        for (int i = 0; i < COUNT; i++) {
            int percent = i < 20 ? 5 * i : 95 + (i - 19);
            // Dividing, not multiplying by 0.05, gives the double nearest to the decimal a model would print.
            ASCENDING[i] = percent / 100.0;
        }
    }

    private Thresholds() {}

    /**
     * Returns one threshold.
     *
     * @param index from 0, the lowest, to {@link #COUNT} − 1
     */
    public static double at(int index) {
        return ASCENDING[index];
    }
}
