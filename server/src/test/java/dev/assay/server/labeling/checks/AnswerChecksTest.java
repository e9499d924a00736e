package dev.assay.server.labeling.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.Nothing;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.DataItem.Video;
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
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Violations;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnswerChecksTest {
    private static final String AREA = "answer.annotations[0].annotation_value.image_bounding_poly_annotation";
    private static final Payload NONE = new Nothing();

    // --- any kind -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(AnnotationType.class)
    void everyKind_isAskedFor_butGeneralData(AnnotationType type) {
        assertThat(AnswerChecks.isAskedFor(type)).isEqualTo(type != AnnotationType.GENERAL_CLASSIFICATION_ANNOTATION);
    }

    @Test
    void answer_ofAnotherKind_isToldWhatIsAskedFor() {
        assertThat(wrong(AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION, NONE, new Classification("cat")))
                .containsExactly(AREA
                        + ": required: the task asks for IMAGE_BOUNDING_BOX_ANNOTATION,"
                        + " got image_classification_annotation or text_classification_annotation");
    }

    @Test
    void label_outsideOfTheTask_isRefused_atItsPlace() {
        assertThat(wrong(
                        new AnswerForm(AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION, Set.of("cat"), true, false),
                        NONE,
                        plain(new Classification("cat"), new Classification("dog"))))
                .containsExactly("answer.annotations[1].annotation_value.image_classification_annotation"
                        + ".annotation_spec.display_name: must be one of the labels of the task, got \"dog\"");
    }

    @Test
    void tooManyAnnotations_areRefusedUnseen() {
        Value[] many = IntStream.range(0, 1_001)
                .mapToObj(i -> new Entity("cat", i, i + 1))
                .toArray(Value[]::new);
        assertThat(wrong(AnnotationType.TEXT_ENTITY_EXTRACTION_ANNOTATION, NONE, many))
                .containsExactly("answer.annotations: must be at most 1000, got 1001");
    }

    @Test
    void repetition_isRefused() {
        assertThat(wrong(
                        new AnswerForm(AnnotationType.TEXT_CLASSIFICATION_ANNOTATION, Set.of("cat"), true, false),
                        NONE,
                        plain(new Classification("cat"), new Classification("cat"))))
                .containsExactly("answer.annotations[1]: repeats what another annotation of the answer says");
    }

    // --- classification -------------------------------------------------------------------------------------------

    @Test
    void classification_hasExactlyOneLabel_orAnyNumber() {
        AnnotationType type = AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION;
        AnswerForm one = new AnswerForm(type, Set.of("cat", "dog"), false, false);
        AnswerForm several = new AnswerForm(type, Set.of("cat", "dog"), true, false);
        List<Annotation> both = plain(new Classification("cat"), new Classification("dog"));

        assertThat(wrong(one, NONE, plain(new Classification("cat")))).isEmpty();
        assertThat(wrong(one, NONE, List.of())).containsExactly("answer.annotations: must be one label, got 0");
        assertThat(wrong(one, NONE, both)).containsExactly("answer.annotations: must be one label, got 2");
        assertThat(wrong(several, NONE, both)).isEmpty();
        assertThat(wrong(several, NONE, List.of())).isEmpty();
    }

    @Test
    void sentiment_isForTextsOfTasksThatAskForIt() {
        List<Annotation> fond = List.of(new Annotation(new Classification("cat"), Sentiment.POSITIVE, null));
        AnnotationType text = AnnotationType.TEXT_CLASSIFICATION_ANNOTATION;

        assertThat(wrong(new AnswerForm(text, Set.of("cat"), false, true), NONE, fond))
                .isEmpty();
        assertThat(wrong(new AnswerForm(text, Set.of("cat"), false, false), NONE, fond))
                .containsExactly(
                        "answer.annotations[0].annotation_sentiment: must not be set: the task does not ask for it");
        assertThat(wrong(
                        new AnswerForm(AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION, Set.of("cat"), false, true),
                        NONE,
                        fond))
                .hasSize(1);
    }

    // --- shapes ---------------------------------------------------------------------------------------------------

    @Test
    void box_hasTwoOppositeCorners_orAllFour() {
        AnnotationType type = AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION;

        assertThat(wrong(type, NONE, area(true, 0, 0, 1, 1))).isEmpty();
        assertThat(wrong(type, NONE, area(false, 1, 2, 5, 2, 5, 9, 1, 9))).isEmpty();
        assertThat(wrong(type, NONE, area(true, 0, 0)))
                .containsExactly(AREA + ".normalized_bounding_poly.normalized_vertices: must be the 4 corners of an"
                        + " upright box, or 2 opposite ones, got 1");
        assertThat(wrong(type, NONE, area(false, 5, 9, 1, 2)))
                .containsExactly(
                        AREA + ".bounding_poly.vertices: must have x_min below x_max, got 5 and 1",
                        AREA + ".bounding_poly.vertices: must have y_min below y_max, got 9 and 2");
        assertThat(wrong(type, NONE, area(false, 1, 2, 6, 3, 5, 9, 1, 9)))
                .containsExactly(
                        AREA + ".bounding_poly.vertices: must be those of an upright box, clockwise from the top left");
    }

    @Test
    void vertices_lieInsideTheImage() {
        AnnotationType type = AnnotationType.IMAGE_BOUNDING_POLY_ANNOTATION;
        Payload small = new Image("image/png", picture(30, 20), "");
        Payload large = new Image("image/png", picture(256, 20), "gs://b/large.png");

        assertThat(wrong(type, NONE, area(true, 0, 0, 1, 0, 1.5, 1)))
                .containsExactly(
                        AREA + ".normalized_bounding_poly.normalized_vertices[2].x: must be in [0, 1], got 1.5");
        assertThat(wrong(type, NONE, area(false, -1, 0, 900, 0, 1, 900)))
                .containsExactly(AREA + ".bounding_poly.vertices[0].x: must not be negative, got -1");
        assertThat(wrong(type, small, area(false, 0, 0, 30, 0, 1, 21)))
                .containsExactly(AREA + ".bounding_poly.vertices[2].y: must be in [0, 20], got 21");
        assertThat(wrong(type, large, area(false, 0, 0, 900, 0, 1, 900)))
                .as("nobody knows how large it is")
                .isEmpty();
    }

    @Test
    void shapes_haveEnoughCorners() {
        assertThat(wrong(AnnotationType.IMAGE_BOUNDING_POLY_ANNOTATION, NONE, area(true, 0, 0, 1, 1)))
                .containsExactly(AREA + ".normalized_bounding_poly.normalized_vertices: must be 3 to 1000, got 2");
        assertThat(wrong(AnnotationType.IMAGE_ORIENTED_BOUNDING_BOX_ANNOTATION, NONE, area(true, 0, 0, 1, 0, 1, 1)))
                .containsExactly(AREA + ".normalized_bounding_poly.normalized_vertices: must be 4, got 3");
        String line = "answer.annotations[0].annotation_value.image_polyline_annotation";
        assertThat(wrong(
                        AnnotationType.IMAGE_POLYLINE_ANNOTATION,
                        NONE,
                        new Polyline("cat", List.of(new Vertex(1, 1)), false)))
                .containsExactly(line + ".polyline.vertices: must be 2 to 1000, got 1");
        assertThat(wrong(
                        AnnotationType.IMAGE_POLYLINE_ANNOTATION,
                        NONE,
                        new Polyline("cat", List.of(new Vertex(0, 0), new Vertex(1, -0.5)), true)))
                .containsExactly(line + ".normalized_polyline.normalized_vertices[1].y: must be in [0, 1], got -0.5");
    }

    // --- masks ----------------------------------------------------------------------------------------------------

    @Test
    void mask_isAPictureAsLargeAsTheImage() {
        AnnotationType type = AnnotationType.IMAGE_SEGMENTATION_ANNOTATION;
        String mask = "answer.annotations[0].annotation_value.image_segmentation_annotation";
        Payload image = new Image("image/png", picture(30, 20), "");

        assertThat(wrong(type, image, new Segmentation(Map.of("ff8000", "cat"), "image/png", picture(30, 20))))
                .isEmpty();
        assertThat(wrong(type, image, new Segmentation(Map.of("ff8000", "cat"), "image/png", picture(20, 30))))
                .containsExactly(mask + ".image_bytes: must be as large as the image, 30 x 20, got 20 x 30");
        assertThat(wrong(type, NONE, new Segmentation(Map.of("red", "dog"), "image/jpeg", new byte[] {1})))
                .containsExactly(
                        mask + ".annotation_colors: must be one of the labels of the task, got \"dog\"",
                        mask + ".annotation_colors: must have keys such as ff8000, in lower case, got \"red\"",
                        mask + ".mime_type: must be image/png, got \"image/jpeg\"",
                        mask + ".image_bytes: is neither JPEG nor PNG");
        assertThat(wrong(type, NONE, new Segmentation(Map.of(), "image/png", picture(3, 3))))
                .containsExactly(mask + ".annotation_colors: must be 1 to 256 colours, got 0");
        assertThat(wrong(type, NONE, new Segmentation(Map.of("ff8000", "cat"), "image/png", new byte[3 << 20])))
                .containsExactly(mask + ".image_bytes: must be at most 2097152 bytes, got 3145728");
        Segmentation one = new Segmentation(Map.of("ff8000", "cat"), "image/png", picture(3, 3));
        Segmentation other = new Segmentation(Map.of("ff8000", "cat"), "image/png", picture(3, 4));
        assertThat(wrong(type, NONE, one, other))
                .containsExactly("answer.annotations: must be at most one mask, got 2");
    }

    // --- texts ----------------------------------------------------------------------------------------------------

    @Test
    void span_liesInsideTheText_countedInCodePoints() {
        AnnotationType type = AnnotationType.TEXT_ENTITY_EXTRACTION_ANNOTATION;
        String span = "answer.annotations[0].annotation_value.text_entity_extraction_annotation.sequential_segment";
        Payload text = new Text("a\ud83d\ude00b");

        assertThat(wrong(type, text, new Entity("cat", 0, 3))).isEmpty();
        assertThat(wrong(type, text)).isEmpty();
        assertThat(wrong(type, text, new Entity("cat", 1, 4)))
                .containsExactly(span + ".end: must be at most 3, the characters of the text, got 4");
        assertThat(wrong(type, text, new Entity("cat", 2, 2)))
                .containsExactly(span + ".end: must be after the start at 2, got 2");
        assertThat(wrong(type, text, new Entity("cat", -1, 2)))
                .containsExactly(span + ".start: must not be negative, got -1");
    }

    // --- videos ---------------------------------------------------------------------------------------------------

    @Test
    void segment_endsAfterItsStart() {
        Payload video = new Video("video/mp4", "gs://b/v.mp4");
        assertThat(wrong(
                        AnnotationType.VIDEO_SHOTS_CLASSIFICATION_ANNOTATION,
                        video,
                        new VideoClassification("cat", segment(0, 5))))
                .isEmpty();
        assertThat(wrong(AnnotationType.VIDEO_EVENT_ANNOTATION, video, new VideoEvent("cat", segment(-1, -1))))
                .containsExactly(
                        "answer.annotations[0].annotation_value.video_event_annotation.time_segment"
                                + ".start_time_offset: must not be negative, got PT-1S",
                        "answer.annotations[0].annotation_value.video_event_annotation.time_segment"
                                + ".end_time_offset: must be after the start at PT-1S, got PT-1S");
    }

    @Test
    void object_isSeenInFramesOfItsSegment_inOrder() {
        AnnotationType tracking = AnnotationType.VIDEO_OBJECT_TRACKING_ANNOTATION;
        String path = "answer.annotations[0].annotation_value.video_object_tracking_annotation.object_tracking_frames";

        assertThat(wrong(tracking, NONE, new VideoObject("cat", segment(1, 4), List.of(frame(1), frame(4)))))
                .isEmpty();
        assertThat(wrong(tracking, NONE, new VideoObject("cat", segment(1, 4), List.of(frame(5), frame(2)))))
                .containsExactly(
                        path + "[0].time_offset: must be inside the segment from PT1S to PT4S, got PT5S",
                        path + "[1].time_offset: must be after the frame before, at PT5S, got PT2S");
        assertThat(wrong(tracking, NONE, new VideoObject("cat", null, List.of())))
                .containsExactly(path + ": must be 1 to 10000, got 0");
        assertThat(wrong(
                        AnnotationType.VIDEO_OBJECT_DETECTION_ANNOTATION,
                        NONE,
                        new VideoObject("cat", null, List.of(frame(1), frame(2)))))
                .containsExactly(path + ": must be one, got 2");
        Frame outside = new Frame(List.of(new Vertex(0, 0), new Vertex(2, 1)), true, Duration.ZERO);
        assertThat(wrong(tracking, NONE, new VideoObject("cat", null, List.of(outside))))
                .containsExactly(
                        path + "[0].normalized_bounding_poly.normalized_vertices[1].x: must be in [0, 1], got 2");
    }

    // --- helpers --------------------------------------------------------------------------------------------------

    private static Polygon area(boolean normalized, double... places) {
        List<Vertex> vertices = new ArrayList<>();
        for (int i = 0; i < places.length; i += 2) {
            vertices.add(new Vertex(places[i], places[i + 1]));
        }
        return new Polygon("cat", vertices, normalized);
    }

    private static Segment segment(long from, long to) {
        return new Segment(Duration.ofSeconds(from), Duration.ofSeconds(to));
    }

    private static Frame frame(long second) {
        return new Frame(List.of(new Vertex(0, 0), new Vertex(5, 5)), false, Duration.ofSeconds(second));
    }

    private static byte[] picture(int width, int height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", out);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static List<Annotation> plain(Value... values) {
        return Arrays.stream(values).map(Annotation::of).toList();
    }

    private static List<String> wrong(AnnotationType type, Payload item, Value... values) {
        return wrong(new AnswerForm(type, Set.of("cat"), false, false), item, plain(values));
    }

    private static List<String> wrong(AnswerForm form, Payload item, List<Annotation> annotations) {
        Violations violations = new Violations();
        AnswerChecks.check(form, annotations, () -> item, violations);
        if (violations.isEmpty()) {
            return List.of();
        }
        return catchThrowableOfType(InvalidArgument.class, violations::throwIfAny).violations().stream()
                .map(violation -> violation.field() + ": " + violation.description())
                .toList();
    }
}
