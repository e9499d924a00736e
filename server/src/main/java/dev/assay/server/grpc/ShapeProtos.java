package dev.assay.server.grpc;

import dev.assay.datalabeling.v1beta1.BoundingPoly;
import dev.assay.datalabeling.v1beta1.ImageBoundingPolyAnnotation;
import dev.assay.datalabeling.v1beta1.ImagePolylineAnnotation;
import dev.assay.datalabeling.v1beta1.NormalizedBoundingPoly;
import dev.assay.datalabeling.v1beta1.NormalizedPolyline;
import dev.assay.datalabeling.v1beta1.NormalizedVertex;
import dev.assay.server.dataset.annotated.Annotation.Polygon;
import dev.assay.server.dataset.annotated.Annotation.Polyline;
import dev.assay.server.dataset.annotated.Annotation.Vertex;
import java.util.List;

/**
 * Areas and lines as messages. The contract has whole pixels, and floats for parts of a size: vertices are rounded to
 * these.
 */
final class ShapeProtos {
    private ShapeProtos() {}

    static ImageBoundingPolyAnnotation message(Polygon area) {
        ImageBoundingPolyAnnotation.Builder message =
                ImageBoundingPolyAnnotation.newBuilder().setAnnotationSpec(AnnotationProtos.spec(area.label()));
        return area.normalized()
                ? message.setNormalizedBoundingPoly(normalizedArea(area.vertices()))
                        .build()
                : message.setBoundingPoly(area(area.vertices())).build();
    }

    static ImagePolylineAnnotation message(Polyline line) {
        ImagePolylineAnnotation.Builder message =
                ImagePolylineAnnotation.newBuilder().setAnnotationSpec(AnnotationProtos.spec(line.label()));
        return line.normalized()
                ? message.setNormalizedPolyline(
                                NormalizedPolyline.newBuilder().addAllNormalizedVertices(parts(line.vertices())))
                        .build()
                : message.setPolyline(dev.assay.datalabeling.v1beta1.Polyline.newBuilder()
                                .addAllVertices(pixels(line.vertices())))
                        .build();
    }

    static BoundingPoly area(List<Vertex> vertices) {
        return BoundingPoly.newBuilder()
                .addAllVertices(pixels(corners(vertices)))
                .build();
    }

    static NormalizedBoundingPoly normalizedArea(List<Vertex> vertices) {
        return NormalizedBoundingPoly.newBuilder()
                .addAllNormalizedVertices(parts(corners(vertices)))
                .build();
    }

    /** Two vertices are opposite corners of an upright box: all four then, clockwise from the first. */
    private static List<Vertex> corners(List<Vertex> vertices) {
        if (vertices.size() != 2) {
            return vertices;
        }
        Vertex first = vertices.get(0);
        Vertex opposite = vertices.get(1);
        return List.of(first, new Vertex(opposite.x(), first.y()), opposite, new Vertex(first.x(), opposite.y()));
    }

    private static List<dev.assay.datalabeling.v1beta1.Vertex> pixels(List<Vertex> vertices) {
        return vertices.stream()
                .map(vertex -> dev.assay.datalabeling.v1beta1.Vertex.newBuilder()
                        .setX((int) Math.round(vertex.x()))
                        .setY((int) Math.round(vertex.y()))
                        .build())
                .toList();
    }

    private static List<NormalizedVertex> parts(List<Vertex> vertices) {
        return vertices.stream()
                .map(vertex -> NormalizedVertex.newBuilder()
                        .setX((float) vertex.x())
                        .setY((float) vertex.y())
                        .build())
                .toList();
    }
}
