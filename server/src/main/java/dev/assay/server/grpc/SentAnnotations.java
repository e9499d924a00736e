package dev.assay.server.grpc;

import com.google.protobuf.Duration;
import dev.assay.datalabeling.v1beta1.AnnotationSpec;
import dev.assay.datalabeling.v1beta1.AnnotationValue;
import dev.assay.datalabeling.v1beta1.ImageBoundingPolyAnnotation;
import dev.assay.datalabeling.v1beta1.ImagePolylineAnnotation;
import dev.assay.datalabeling.v1beta1.ImageSegmentationAnnotation;
import dev.assay.datalabeling.v1beta1.NormalizedVertex;
import dev.assay.datalabeling.v1beta1.ObjectTrackingFrame;
import dev.assay.datalabeling.v1beta1.TextEntityExtractionAnnotation;
import dev.assay.datalabeling.v1beta1.TimeSegment;
import dev.assay.datalabeling.v1beta1.VideoClassificationAnnotation;
import dev.assay.datalabeling.v1beta1.VideoEventAnnotation;
import dev.assay.datalabeling.v1beta1.VideoObjectTrackingAnnotation;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.Annotation.Entity;
import dev.assay.server.dataset.annotated.Annotation.Frame;
import dev.assay.server.dataset.annotated.Annotation.Polygon;
import dev.assay.server.dataset.annotated.Annotation.Polyline;
import dev.assay.server.dataset.annotated.Annotation.Segment;
import dev.assay.server.dataset.annotated.Annotation.Segmentation;
import dev.assay.server.dataset.annotated.Annotation.Sentiment;
import dev.assay.server.dataset.annotated.Annotation.Value;
import dev.assay.server.dataset.annotated.Annotation.Vertex;
import dev.assay.server.dataset.annotated.Annotation.VideoClassification;
import dev.assay.server.dataset.annotated.Annotation.VideoEvent;
import dev.assay.server.dataset.annotated.Annotation.VideoObject;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads annotations that clients send: what is said, and the sentiment along with it; all else is ours to say. Refuses
 * what cannot be a value at all; whether a value fits its question is for others to see.
 */
final class SentAnnotations {
    /** The longest duration of {@code google.protobuf}. */
    private static final long MAX_SECONDS = 315_576_000_000L;

    private static final int NANOS_PER_SECOND = 1_000_000_000;
    private static final Value NOTHING = new Classification("");

    private final Violations violations = new Violations();

    private SentAnnotations() {}

    /**
     * Reads annotations.
     *
     * @param field where they were sent, such as {@code answer.annotations}
     * @throws InvalidArgument with every violation there is
     */
    static List<Annotation> read(List<dev.assay.datalabeling.v1beta1.Annotation> sent, String field) {
        SentAnnotations reader = new SentAnnotations();
        List<Annotation> read = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            String path = field + "[" + i + "]";
            Value value = reader.value(sent.get(i).getAnnotationValue(), path + ".annotation_value");
            read.add(new Annotation(value, reader.sentiment(sent.get(i), path), null));
        }
        reader.violations.throwIfAny();
        return read;
    }

    /** What can be read of annotations that {@link #read} refuses: one that has no value is left out. */
    static List<Annotation> readable(List<dev.assay.datalabeling.v1beta1.Annotation> sent) {
        SentAnnotations reader = new SentAnnotations();
        return sent.stream()
                .map(each ->
                        new Annotation(reader.value(each.getAnnotationValue(), ""), reader.sentiment(each, ""), null))
                .filter(each -> each.value() != NOTHING)
                .toList();
    }

    private @Nullable Sentiment sentiment(dev.assay.datalabeling.v1beta1.Annotation sent, String path) {
        return switch (sent.getAnnotationSentiment()) {
            case ANNOTATION_SENTIMENT_UNSPECIFIED -> null;
            case NEGATIVE -> Sentiment.NEGATIVE;
            case POSITIVE -> Sentiment.POSITIVE;
            case UNRECOGNIZED -> {
                violations.add(
                        path + ".annotation_sentiment",
                        "must be NEGATIVE or POSITIVE, got " + sent.getAnnotationSentimentValue());
                yield null;
            }
        };
    }

    private Value value(AnnotationValue sent, String path) {
        return switch (sent.getValueTypeCase()) {
            case IMAGE_CLASSIFICATION_ANNOTATION ->
                new Classification(label(sent.getImageClassificationAnnotation().getAnnotationSpec()));
            case TEXT_CLASSIFICATION_ANNOTATION ->
                new Classification(label(sent.getTextClassificationAnnotation().getAnnotationSpec()));
            case IMAGE_BOUNDING_POLY_ANNOTATION ->
                area(sent.getImageBoundingPolyAnnotation(), path + ".image_bounding_poly_annotation");
            case IMAGE_POLYLINE_ANNOTATION ->
                line(sent.getImagePolylineAnnotation(), path + ".image_polyline_annotation");
            case IMAGE_SEGMENTATION_ANNOTATION -> segmentation(sent.getImageSegmentationAnnotation());
            case TEXT_ENTITY_EXTRACTION_ANNOTATION -> entity(sent.getTextEntityExtractionAnnotation());
            case VIDEO_CLASSIFICATION_ANNOTATION -> {
                VideoClassificationAnnotation video = sent.getVideoClassificationAnnotation();
                yield new VideoClassification(
                        label(video.getAnnotationSpec()),
                        segment(video.getTimeSegment(), path + ".video_classification_annotation.time_segment"));
            }
            case VIDEO_EVENT_ANNOTATION -> {
                VideoEventAnnotation event = sent.getVideoEventAnnotation();
                yield new VideoEvent(
                        label(event.getAnnotationSpec()),
                        segment(event.getTimeSegment(), path + ".video_event_annotation.time_segment"));
            }
            case VIDEO_OBJECT_TRACKING_ANNOTATION ->
                object(sent.getVideoObjectTrackingAnnotation(), path + ".video_object_tracking_annotation");
            case VALUETYPE_NOT_SET -> {
                violations.add(path, "required: one of its fields must be set");
                yield NOTHING;
            }
        };
    }

    private static String label(AnnotationSpec spec) {
        return spec.getDisplayName();
    }

    private Polygon area(ImageBoundingPolyAnnotation sent, String path) {
        boolean normalized = sent.hasNormalizedBoundingPoly();
        return new Polygon(
                label(sent.getAnnotationSpec()),
                normalized
                        ? parts(
                                sent.getNormalizedBoundingPoly().getNormalizedVerticesList(),
                                path + ".normalized_bounding_poly")
                        : pixels(sent.getBoundingPoly().getVerticesList()),
                normalized);
    }

    private Polyline line(ImagePolylineAnnotation sent, String path) {
        boolean normalized = sent.hasNormalizedPolyline();
        return new Polyline(
                label(sent.getAnnotationSpec()),
                normalized
                        ? parts(sent.getNormalizedPolyline().getNormalizedVerticesList(), path + ".normalized_polyline")
                        : pixels(sent.getPolyline().getVerticesList()),
                normalized);
    }

    private static Segmentation segmentation(ImageSegmentationAnnotation sent) {
        return new Segmentation(
                sent.getAnnotationColorsMap().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, color -> label(color.getValue()))),
                sent.getMimeType(),
                sent.getImageBytes().toByteArray());
    }

    private static Entity entity(TextEntityExtractionAnnotation sent) {
        return new Entity(
                label(sent.getAnnotationSpec()),
                sent.getSequentialSegment().getStart(),
                sent.getSequentialSegment().getEnd());
    }

    private VideoObject object(VideoObjectTrackingAnnotation sent, String path) {
        List<Frame> frames = new ArrayList<>();
        for (ObjectTrackingFrame frame : sent.getObjectTrackingFramesList()) {
            String place = path + ".object_tracking_frames[" + frames.size() + "]";
            boolean normalized = frame.hasNormalizedBoundingPoly();
            frames.add(new Frame(
                    normalized
                            ? parts(
                                    frame.getNormalizedBoundingPoly().getNormalizedVerticesList(),
                                    place + ".normalized_bounding_poly")
                            : pixels(frame.getBoundingPoly().getVerticesList()),
                    normalized,
                    duration(frame.getTimeOffset(), place + ".time_offset")));
        }
        return new VideoObject(
                label(sent.getAnnotationSpec()),
                sent.hasTimeSegment() ? segment(sent.getTimeSegment(), path + ".time_segment") : null,
                frames);
    }

    private static List<Vertex> pixels(List<dev.assay.datalabeling.v1beta1.Vertex> sent) {
        return sent.stream()
                .map(vertex -> new Vertex(vertex.getX(), vertex.getY()))
                .toList();
    }

    private List<Vertex> parts(List<NormalizedVertex> sent, String path) {
        List<Vertex> vertices = new ArrayList<>();
        for (NormalizedVertex vertex : sent) {
            String place = path + ".normalized_vertices[" + vertices.size() + "]";
            vertices.add(new Vertex(finite(vertex.getX(), place + ".x"), finite(vertex.getY(), place + ".y")));
        }
        return vertices;
    }

    private double finite(float number, String path) {
        boolean finite = violations.require(Float.isFinite(number), path, "must be a number, got " + number);
        return finite ? Floats.widen(number) : 0;
    }

    private Segment segment(TimeSegment sent, String path) {
        return new Segment(
                duration(sent.getStartTimeOffset(), path + ".start_time_offset"),
                duration(sent.getEndTimeOffset(), path + ".end_time_offset"));
    }

    private java.time.Duration duration(Duration sent, String path) {
        long seconds = sent.getSeconds();
        int nanos = sent.getNanos();
        boolean sound = Math.abs(seconds) <= MAX_SECONDS
                && seconds != Long.MIN_VALUE
                && nanos > -NANOS_PER_SECOND
                && nanos < NANOS_PER_SECOND
                && Long.signum(seconds) * Integer.signum(nanos) >= 0;
        violations.require(
                sound, path, "must be a duration of google.protobuf, got " + seconds + " s and " + nanos + " ns");
        return sound ? java.time.Duration.ofSeconds(seconds, nanos) : java.time.Duration.ZERO;
    }
}
