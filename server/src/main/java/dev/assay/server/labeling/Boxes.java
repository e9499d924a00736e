package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Polygon;
import dev.assay.server.dataset.annotated.Annotation.Vertex;
import dev.assay.server.labeling.Judge.Said;
import dev.assay.server.labeling.consensus.LabeledBox;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Upright boxes as they are answered, and as they are compared. */
final class Boxes {
    /** Follows the label of a box in pixels, which is never like one in parts of the size. No label has this character. */
    private static final String PIXELS = "\0";

    private Boxes() {}

    static List<List<LabeledBox>> of(List<Said> answers) {
        return Ballots.of(answers, Polygon.class, Boxes::read);
    }

    private static LabeledBox read(Polygon area) {
        return new LabeledBox(
                area.normalized() ? area.label() : area.label() + PIXELS,
                least(area, Vertex::x),
                least(area, Vertex::y),
                -least(area, vertex -> -vertex.x()),
                -least(area, vertex -> -vertex.y()));
    }

    private static double least(Polygon area, ToDoubleFunction<Vertex> place) {
        return area.vertices().stream().mapToDouble(place).min().orElseThrow();
    }

    static Annotation write(LabeledBox box) {
        boolean pixels = box.label().endsWith(PIXELS);
        String label = pixels ? box.label().substring(0, box.label().length() - 1) : box.label();
        List<Vertex> corners = List.of(new Vertex(box.xMin(), box.yMin()), new Vertex(box.xMax(), box.yMax()));
        return Annotation.of(new Polygon(label, corners, !pixels));
    }
}
