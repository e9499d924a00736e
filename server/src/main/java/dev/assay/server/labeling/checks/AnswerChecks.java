package dev.assay.server.labeling.checks;

import static java.util.Map.entry;

import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.Annotation.Entity;
import dev.assay.server.dataset.annotated.Annotation.Polygon;
import dev.assay.server.dataset.annotated.Annotation.Polyline;
import dev.assay.server.dataset.annotated.Annotation.Segmentation;
import dev.assay.server.dataset.annotated.Annotation.Value;
import dev.assay.server.dataset.annotated.Annotation.VideoClassification;
import dev.assay.server.dataset.annotated.Annotation.VideoEvent;
import dev.assay.server.dataset.annotated.Annotation.VideoObject;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Violations;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Checks answers by the kind of annotation that was asked for. */
public final class AnswerChecks {
    /** The field of an answer's annotations. */
    public static final String ANNOTATIONS = "answer.annotations";

    /** The most annotations of one answer. */
    public static final int MAX_ANNOTATIONS = 1_000;

    private static final String LABEL = ".annotation_spec.display_name";

    private static final Map<AnnotationType, Kind> KINDS = new EnumMap<>(Map.ofEntries(
            entry(
                    AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION,
                    Kind.of("image_classification_annotation", Classification.class)),
            entry(
                    AnnotationType.TEXT_CLASSIFICATION_ANNOTATION,
                    Kind.of("text_classification_annotation", Classification.class)),
            entry(AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION, area((check, area) -> check.box(area))),
            entry(
                    AnnotationType.IMAGE_ORIENTED_BOUNDING_BOX_ANNOTATION,
                    area((check, area) -> check.corners(area.vertices(), 4, 4))),
            entry(
                    AnnotationType.IMAGE_BOUNDING_POLY_ANNOTATION,
                    area((check, area) -> check.corners(area.vertices(), 3, ShapeCheck.MAX_VERTICES))),
            entry(
                    AnnotationType.IMAGE_POLYLINE_ANNOTATION,
                    Kind.of(
                            "image_polyline_annotation",
                            Polyline.class,
                            (value, path, item, violations) -> new ShapeCheck(
                                            path, "polyline", value.normalized(), item, violations)
                                    .corners(value.vertices(), 2, ShapeCheck.MAX_VERTICES))),
            entry(
                    AnnotationType.IMAGE_SEGMENTATION_ANNOTATION,
                    Kind.of("image_segmentation_annotation", Segmentation.class, MaskCheck::check)),
            entry(
                    AnnotationType.VIDEO_SHOTS_CLASSIFICATION_ANNOTATION,
                    Kind.of(
                            "video_classification_annotation",
                            VideoClassification.class,
                            (value, path, item, violations) -> VideoCheck.segment(value.segment(), path, violations))),
            entry(
                    AnnotationType.VIDEO_EVENT_ANNOTATION,
                    Kind.of(
                            "video_event_annotation",
                            VideoEvent.class,
                            (value, path, item, violations) -> VideoCheck.segment(value.segment(), path, violations))),
            entry(
                    AnnotationType.VIDEO_OBJECT_DETECTION_ANNOTATION,
                    Kind.of(
                            "video_object_tracking_annotation",
                            VideoObject.class,
                            (value, path, item, violations) -> VideoCheck.object(value, 1, path, violations))),
            entry(
                    AnnotationType.VIDEO_OBJECT_TRACKING_ANNOTATION,
                    Kind.of(
                            "video_object_tracking_annotation",
                            VideoObject.class,
                            (value, path, item, violations) ->
                                    VideoCheck.object(value, VideoCheck.MAX_FRAMES, path, violations))),
            entry(
                    AnnotationType.TEXT_ENTITY_EXTRACTION_ANNOTATION,
                    Kind.of("text_entity_extraction_annotation", Entity.class, SpanCheck::check))));

    private AnswerChecks() {}

    /** Whether people can be asked for annotations of this kind. */
    public static boolean isAskedFor(AnnotationType type) {
        return KINDS.containsKey(type);
    }

    /**
     * Notes everything that is wrong with an answer.
     *
     * @param item shows what the question is about; asked for only if the answer must be compared with it
     */
    public static void check(
            AnswerForm form, List<Annotation> annotations, Supplier<Payload> item, Violations violations) {
        Kind kind = KINDS.get(form.type());
        if (kind == null) {
            throw new IllegalArgumentException("people are not asked for " + form.type());
        }
        int count = annotations.size();
        if (!violations.require(
                count <= MAX_ANNOTATIONS, ANNOTATIONS, "must be at most " + MAX_ANNOTATIONS + ", got " + count)) {
            return;
        }
        if (kind.shape() == Classification.class && !form.multiLabel()) {
            violations.require(count == 1, ANNOTATIONS, "must be one label, got " + count);
        } else if (kind.shape() == Segmentation.class) {
            violations.require(count <= 1, ANNOTATIONS, "must be at most one mask, got " + count);
        }
        Set<Value> seen = new HashSet<>();
        for (int i = 0; i < count; i++) {
            String path = ANNOTATIONS + "[" + i + "]";
            checkOne(form, kind, annotations.get(i), path, item, violations);
            violations.require(
                    seen.add(annotations.get(i).value()), path, "repeats what another annotation of the answer says");
        }
    }

    private static void checkOne(
            AnswerForm form,
            Kind kind,
            Annotation annotation,
            String path,
            Supplier<Payload> item,
            Violations violations) {
        String field = path + ".annotation_value." + kind.field();
        if (!kind.shape().isInstance(annotation.value())) {
            violations.add(field, "required: the task asks for " + form.type() + ", got " + named(annotation.value()));
            return;
        }
        for (String label : annotation.value().labels()) {
            violations.require(
                    form.labels().contains(label),
                    field + (annotation.value() instanceof Segmentation ? ".annotation_colors" : LABEL),
                    "must be one of the labels of the task, got " + Shown.value(label));
        }
        boolean judged = form.sentiment() && form.type() == AnnotationType.TEXT_CLASSIFICATION_ANNOTATION;
        violations.require(
                judged || annotation.sentiment() == null,
                path + ".annotation_sentiment",
                "must not be set: the task does not ask for it");
        kind.check().check(annotation.value(), field, item, violations);
    }

    /** What a value is called in the contract. */
    private static String named(Value value) {
        return Arrays.stream(AnnotationType.values())
                .map(KINDS::get)
                .filter(kind -> kind != null && kind.shape().isInstance(value))
                .map(Kind::field)
                .distinct()
                .reduce((one, other) -> one + " or " + other)
                .orElse("something else");
    }

    private interface AreaCheck {
        void check(ShapeCheck check, Polygon area);
    }

    private static Kind area(AreaCheck check) {
        return Kind.of(
                "image_bounding_poly_annotation",
                Polygon.class,
                (value, path, item, violations) -> check.check(
                        new ShapeCheck(path, "bounding_poly", value.normalized(), item, violations), value));
    }
}
