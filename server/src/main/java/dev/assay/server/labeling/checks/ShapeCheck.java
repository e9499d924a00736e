package dev.assay.server.labeling.checks;

import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.annotated.Annotation.Polygon;
import dev.assay.server.dataset.annotated.Annotation.Vertex;
import dev.assay.server.vocabulary.Violations;
import java.util.List;
import java.util.function.Supplier;

/** Checks the corners of one shape: parts of a size in [0, 1], or pixels inside the picture if its size is known. */
final class ShapeCheck {
    static final int MAX_VERTICES = 1_000;

    private final String path;
    private final boolean normalized;
    private final Supplier<Payload> item;
    private final Violations violations;

    /**
     * Of one shape.
     *
     * @param shape the field of the shape in pixels
     */
    ShapeCheck(String path, String shape, boolean normalized, Supplier<Payload> item, Violations violations) {
        this.path = path + (normalized ? ".normalized_" + shape + ".normalized_vertices" : "." + shape + ".vertices");
        this.normalized = normalized;
        this.item = item;
        this.violations = violations;
    }

    /** An upright box: two opposite corners, or all four, which have an area between them. */
    void box(Polygon box) {
        List<Vertex> vertices = box.vertices();
        if (vertices.size() != 2 && vertices.size() != 4) {
            violations.add(path, "must be the 4 corners of an upright box, or 2 opposite ones, got " + vertices.size());
            return;
        }
        corners(vertices, 2, 4);
        Vertex first = vertices.get(0);
        Vertex opposite = vertices.get(vertices.size() / 2);
        if (vertices.size() == 4) {
            Vertex next = vertices.get(1);
            Vertex last = vertices.get(3);
            boolean clockwise = next.y() == first.y()
                    && next.x() == opposite.x()
                    && last.x() == first.x()
                    && last.y() == opposite.y();
            violations.require(clockwise, path, "must be those of an upright box, clockwise from the top left");
        }
        requireLess("x", first.x(), opposite.x());
        requireLess("y", first.y(), opposite.y());
    }

    private void requireLess(String axis, double low, double high) {
        violations.require(
                low < high,
                path,
                "must have " + axis + "_min below " + axis + "_max, got " + shown(low) + " and " + shown(high));
    }

    /** So many corners, all of them inside. */
    void corners(List<Vertex> vertices, int fewest, int most) {
        int count = vertices.size();
        if (count < fewest || count > most) {
            violations.add(path, "must be " + (fewest == most ? "" : fewest + " to ") + most + ", got " + count);
            return;
        }
        PictureSize size = normalized ? PictureSize.ONE : PictureSize.of(item.get());
        for (int i = 0; i < count; i++) {
            inside(vertices.get(i).x(), size.width(), path + "[" + i + "].x");
            inside(vertices.get(i).y(), size.height(), path + "[" + i + "].y");
        }
    }

    private void inside(double place, long size, String field) {
        violations.require(
                place >= 0 && place <= size,
                field,
                (size == PictureSize.UNKNOWN ? "must not be negative" : "must be in [0, " + size + "]") + ", got "
                        + shown(place));
    }

    private static String shown(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}
