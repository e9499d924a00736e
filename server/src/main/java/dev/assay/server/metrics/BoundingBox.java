package dev.assay.server.metrics;

/**
 * A box in an image with sides along the axes, in continuous coordinates of any unit: a side is as long as its ends are
 * apart, without a pixel more.
 *
 * @param xMin not above {@code xMax}
 * @param yMin not above {@code yMax}
 */
public record BoundingBox(double xMin, double yMin, double xMax, double yMax) {
    /**
     * Checks the corners.
     *
     * @throws IllegalArgumentException if they are out of order, NaN or infinite
     */
    public BoundingBox {
        boolean finite =
                Double.isFinite(xMin) && Double.isFinite(yMin) && Double.isFinite(xMax) && Double.isFinite(yMax);
        if (!finite || xMin > xMax || yMin > yMax) {
            throw new IllegalArgumentException(
                    "no box: x from " + xMin + " to " + xMax + ", y from " + yMin + " to " + yMax);
        }
    }

    /** Whether all coordinates are within [0, 1], as those in parts of an image's size are. */
    public boolean isWithinUnit() {
        return xMin >= 0.0 && yMin >= 0.0 && xMax <= 1.0 && yMax <= 1.0;
    }

    /**
     * Returns the intersection over union with another box of the same unit (IoU), in [0, 1]. A box without area meets
     * none, not even itself.
     */
    public double overlap(BoundingBox other) {
        double width = Math.min(xMax, other.xMax) - Math.max(xMin, other.xMin);
        double height = Math.min(yMax, other.yMax) - Math.max(yMin, other.yMin);
        if (!(width > 0.0) || !(height > 0.0)) {
            return 0.0;
        }
        double shared = width * height;
        return shared / (area() + other.area() - shared);
    }

    private double area() {
        return (xMax - xMin) * (yMax - yMin);
    }
}
