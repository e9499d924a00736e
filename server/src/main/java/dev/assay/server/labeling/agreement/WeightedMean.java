package dev.assay.server.labeling.agreement;

import java.util.OptionalDouble;

/** A mean of those figures that are defined. */
final class WeightedMean {
    private double sum;
    private long weights;

    void add(OptionalDouble figure, long weight) {
        if (figure.isPresent()) {
            sum += figure.getAsDouble() * weight;
            weights += weight;
        }
    }

    OptionalDouble value() {
        return weights == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / weights);
    }
}
