package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormat.ParseException;
import dev.assay.datalabeling.v1beta1.AnnotationSource;
import dev.assay.datalabeling.v1beta1.AnnotationValue;
import dev.assay.datalabeling.v1beta1.OperatorMetadata;
import dev.assay.datalabeling.v1beta1.TimeSegment;
import dev.assay.datalabeling.v1beta1.VideoEventAnnotation;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.Annotation.Polygon;
import dev.assay.server.dataset.annotated.Annotation.Vertex;
import dev.assay.server.dataset.annotated.Annotation.Votes;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.dataset.annotated.RandomAnnotations;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.InvalidArgument.FieldViolation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnnotationProtosTest {
    private static final AnnotationType TEXT = AnnotationType.TEXT_CLASSIFICATION_ANNOTATION;

    @Test
    void annotations_ofEveryKind_areReadBack() throws InvalidProtocolBufferException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RandomAnnotations annotations = RandomAnnotations.asMessagesCanSay(random);
        for (int i = 0; i < 3_000; i++) {
            Annotation said = annotations.next();
            AnnotationType type = AnnotationType.values()[random.nextInt(AnnotationType.values().length)];
            var message = dev.assay.datalabeling.v1beta1.Annotation.parseFrom(
                    AnnotationProtos.message(said, type).build().toByteString());

            assertThat(message.getAnnotationSource()).isEqualTo(AnnotationSource.OPERATOR);
            assertThat(SentAnnotations.read(List.of(message), "sent"))
                    .as("seed %d", seed)
                    .usingRecursiveComparison()
                    .isEqualTo(List.of(new Annotation(said.value(), said.sentiment(), null)));
        }
    }

    @Test
    void classification_showsAsItsTypeSays() {
        Annotation cat = Annotation.of(new Classification("cat"));

        assertThat(shape(cat, AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION))
                .isEqualTo(AnnotationValue.ValueTypeCase.IMAGE_CLASSIFICATION_ANNOTATION);
        assertThat(shape(cat, TEXT)).isEqualTo(AnnotationValue.ValueTypeCase.TEXT_CLASSIFICATION_ANNOTATION);
        assertThat(shape(cat, AnnotationType.GENERAL_CLASSIFICATION_ANNOTATION))
                .isEqualTo(AnnotationValue.ValueTypeCase.TEXT_CLASSIFICATION_ANNOTATION);
    }

    private static AnnotationValue.ValueTypeCase shape(Annotation annotation, AnnotationType type) {
        return AnnotationProtos.message(annotation, type).getAnnotationValue().getValueTypeCase();
    }

    @Test
    void uprightBox_showsAllCorners_clockwiseFromTheFirst() throws ParseException {
        Annotation box = Annotation.of(new Polygon("cat", List.of(new Vertex(1, 2), new Vertex(30, 39.6)), false));

        assertThat(AnnotationProtos.message(box, AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION)
                        .getAnnotationValue())
                .isEqualTo(TextFormat.parse("""
                        image_bounding_poly_annotation {
                          annotation_spec { display_name: "cat" }
                          bounding_poly {
                            vertices { x: 1 y: 2 } vertices { x: 30 y: 2 }
                            vertices { x: 30 y: 40 } vertices { x: 1 y: 40 }
                          }
                        }""", AnnotationValue.class));
    }

    @Test
    void votes_areOperatorMetadata() {
        Annotation voted =
                new Annotation(new Classification("cat"), null, new Votes(2 / 3.0, 3, 2, List.of("hm", "well")));

        assertThat(AnnotationProtos.message(voted, TEXT).getAnnotationMetadata().getOperatorMetadata())
                .isEqualTo(OperatorMetadata.newBuilder()
                        .setScore((float) (2 / 3.0))
                        .setTotalVotes(3)
                        .setLabelVotes(2)
                        .addComments("hm")
                        .addComments("well")
                        .build());
    }

    @Test
    void negativeDuration_keepsItsSign() {
        assertThat(Times.duration(java.time.Duration.ofMillis(-1_500)))
                .isEqualTo(Duration.newBuilder()
                        .setSeconds(-1)
                        .setNanos(-500_000_000)
                        .build());
    }

    @Test
    void whatIsNoValue_isRefused_allAtOnce() throws ParseException {
        var sent = TextFormat.parse("""
                annotation_sentiment: NEGATIVE
                annotation_value { image_bounding_poly_annotation {
                  normalized_bounding_poly { normalized_vertices { x: nan y: 0.5 } normalized_vertices { x: 0 y: inf } }
                } }""", dev.assay.datalabeling.v1beta1.Annotation.class);
        var nothing = dev.assay.datalabeling.v1beta1.Annotation.newBuilder()
                .setAnnotationSentimentValue(9)
                .build();

        assertThatThrownBy(() -> SentAnnotations.read(
                        List.of(sent, nothing, event(Duration.newBuilder().setNanos(1_000_000_000))), "a"))
                .isInstanceOfSatisfying(
                        InvalidArgument.class,
                        refused -> assertThat(refused.violations())
                                .extracting(FieldViolation::field)
                                .containsExactlyInAnyOrder(
                                        "a[0].annotation_value.image_bounding_poly_annotation"
                                                + ".normalized_bounding_poly.normalized_vertices[0].x",
                                        "a[0].annotation_value.image_bounding_poly_annotation"
                                                + ".normalized_bounding_poly.normalized_vertices[1].y",
                                        "a[1].annotation_value",
                                        "a[1].annotation_sentiment",
                                        "a[2].annotation_value.video_event_annotation.time_segment"
                                                + ".end_time_offset"));
    }

    @Test
    void durations_beyondTheirRange_areRefused() {
        for (Duration.Builder wrong : List.of(
                Duration.newBuilder().setSeconds(Long.MAX_VALUE).setNanos(999_999_999),
                Duration.newBuilder().setSeconds(Long.MIN_VALUE),
                Duration.newBuilder().setSeconds(315_576_000_001L),
                Duration.newBuilder().setSeconds(1).setNanos(-1),
                Duration.newBuilder().setNanos(Integer.MIN_VALUE))) {
            assertThatThrownBy(() -> SentAnnotations.read(List.of(event(wrong)), "a"))
                    .as("%s", wrong)
                    .isInstanceOf(InvalidArgument.class);
        }
        assertThat(SentAnnotations.read(List.of(event(Duration.newBuilder().setSeconds(315_576_000_000L))), "a"))
                .hasSize(1);
    }

    private static dev.assay.datalabeling.v1beta1.Annotation event(Duration.Builder end) {
        return dev.assay.datalabeling.v1beta1.Annotation.newBuilder()
                .setAnnotationValue(AnnotationValue.newBuilder()
                        .setVideoEventAnnotation(VideoEventAnnotation.newBuilder()
                                .setTimeSegment(TimeSegment.newBuilder().setEndTimeOffset(end))))
                .build();
    }
}
