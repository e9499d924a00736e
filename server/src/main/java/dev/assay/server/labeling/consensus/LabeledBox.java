package dev.assay.server.labeling.consensus;

import java.util.Comparator;

/**
 * A box with sides along the axes, in continuous coordinates of any unit.
 *
 * @param xMin not above {@code xMax}
 * @param yMin not above {@code yMax}
 */
public record LabeledBox(String label, double xMin, double yMin, double xMax, double yMax) {
    /** By label, then by corners. */
    static final Comparator<LabeledBox> ORDER = Comparator.comparing(LabeledBox::label)
            .thenComparingDouble(LabeledBox::xMin)
            .thenComparingDouble(LabeledBox::yMin)
            .thenComparingDouble(LabeledBox::xMax)
            .thenComparingDouble(LabeledBox::yMax);

    /** Requires finite corners in order. */
    public LabeledBox {
        if (!(xMin <= xMax && yMin <= yMax)
                || !Double.isFinite(xMin)
                || !Double.isFinite(yMin)
                || !Double.isFinite(xMax)
                || !Double.isFinite(yMax)) {
            throw new IllegalArgumentException(
                    "no box: x from " + xMin + " to " + xMax + ", y from " + yMin + " to " + yMax);
        }
    }

    /**
     * Returns the area that two boxes share over the area that either covers, whatever their labels, in [0, 1]. Boxes
     * without area share nothing, unless they are the same.
     */
    public double overlap(LabeledBox other) {
        double width = Math.min(xMax, other.xMax) - Math.max(xMin, other.xMin);
        double height = Math.min(yMax, other.yMax) - Math.max(yMin, other.yMin);
        double shared = Math.max(width, 0.0) * Math.max(height, 0.0);
        double covered = area() + other.area() - shared;
        if (covered > 0.0) {
            return shared / covered;
        }
        boolean same = xMin == other.xMin && yMin == other.yMin && xMax == other.xMax && yMax == other.yMax;
        return same ? 1.0 : 0.0;
    }

    /** Whether the labels are equal and the overlap is so large or larger. */
    boolean matches(LabeledBox other, double leastOverlap) {
        return label.equals(other.label) && overlap(other) >= leastOverlap;
    }

    private double area() {
        return (xMax - xMin) * (yMax - yMin);
    }
}
