package dev.assay.server.dataset.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.Nothing;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.DataItem.Video;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.Annotation.Polygon;
import dev.assay.server.dataset.annotated.Annotation.Value;
import dev.assay.server.dataset.annotated.Annotation.Vertex;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.dataset.annotated.Example;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExportCsvTest {
    private static final AnnotationType TEXTS = AnnotationType.TEXT_CLASSIFICATION_ANNOTATION;
    private static final AnnotationType IMAGES = AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION;
    private static final AnnotationType BOXES = AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION;
    private static final Image CAT = new Image("image/png", new byte[] {1}, "gs://b/cat.png");
    private static final String PIECES = "a,b\"\"\n\r\t ü𝄞\u0001'\\;\uFEFF\u00a0\u2028=+";

    private final ExportCsv csv = new ExportCsv();

    @Test
    void classification_isOneRow_withAllLabels() {
        assertThat(csv.of(example(IMAGES, CAT, label("cat"), label("pet"))))
                .isEqualTo("UNASSIGNED,gs://b/cat.png,cat,pet\n");
        assertThat(csv.of(example(TEXTS, new Text("what a day"), label("good"))))
                .isEqualTo("UNASSIGNED,what a day,good\n");
        assertThat(csv.of(example(
                        AnnotationType.GENERAL_CLASSIFICATION_ANNOTATION, new Text("{\"a\":[1,2]}"), label("good"))))
                .isEqualTo("UNASSIGNED,\"{\"\"a\"\":[1,2]}\",good\n");
        assertThat(csv.of(example(TEXTS, new Text("")))).isEqualTo("UNASSIGNED,\n");
    }

    @Test
    void box_isOneRow_withTwoOfFourCorners() {
        assertThat(csv.of(example(
                        BOXES, CAT, box("cat", true, 0.25, 0.5, 0.75, 1), box("dog, big", false, 3, 4, 50, 60))))
                .isEqualTo("UNASSIGNED,gs://b/cat.png,cat,0.25,0.5,,,0.75,1,,\n"
                        + "UNASSIGNED,gs://b/cat.png,\"dog, big\",3,4,,,50,60,,\n");
        assertThat(csv.of(example(BOXES, CAT))).isEqualTo("UNASSIGNED,gs://b/cat.png,,,,,,,,,\n");
    }

    @Test
    void box_isOrdered_whateverCornersAreKept() {
        Value four = new Polygon(
                "cat", List.of(new Vertex(9, 1), new Vertex(9, 5), new Vertex(2, 5), new Vertex(2, 1)), false);

        assertThat(csv.of(example(BOXES, CAT, four))).isEqualTo("UNASSIGNED,gs://b/cat.png,cat,2,1,,,9,5,,\n");
    }

    @Test
    void coordinates_haveNoExponent_andAreTheSameWhenRead() {
        double[] numbers = {1e-5, 1.0 / 3, 1e22, 0.1f, Double.MIN_VALUE, 123456789.125, 0};
        for (double number : numbers) {
            String row = csv.of(example(BOXES, CAT, box("cat", true, number, number, number, number)));
            String written = CsvReading.records(row).get(0).get(3);

            assertThat(written).doesNotContainIgnoringCase("e");
            assertThat(Double.parseDouble(written)).isEqualTo(number);
        }
    }

    @Test
    void imageWithoutUri_isToldByItsItem() {
        assertThat(csv.of(example(IMAGES, new Image("image/png", new byte[] {1}, ""), label("cat"))))
                .isEqualTo("UNASSIGNED,projects/p/datasets/d/dataItems/i,cat\n");
    }

    @Test
    void itemWithoutContent_cannotBeTold() {
        assertThat(csv.of(example(TEXTS, new Nothing(), label("cat")))).isNull();
        assertThat(csv.of(example(BOXES, new Nothing()))).isNull();
    }

    @Test
    void kinds_areThoseThatRowsCanTell() {
        assertThat(Arrays.stream(AnnotationType.values()).filter(ExportCsv::canTell))
                .containsExactlyInAnyOrder(TEXTS, IMAGES, BOXES, AnnotationType.GENERAL_CLASSIFICATION_ANNOTATION);
    }

    @Test
    void rows_areReadBackEqual() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            AnnotationType type = List.of(TEXTS, IMAGES, BOXES).get(random.nextInt(3));
            Payload payload = payload(type, random);
            List<Value> values = Stream.generate(() -> type == BOXES ? anyBox(random) : label(text(random)))
                    .limit(random.nextInt(4))
                    .toList();

            List<List<String>> read = CsvReading.records(csv.of(example(type, payload, values.toArray(Value[]::new))));

            assertThat(read).as("seed %d, round %d", seed, round).isEqualTo(expected(type, payload, values));
        }
    }

    private static List<List<String>> expected(AnnotationType type, Payload payload, List<Value> values) {
        String item = payload instanceof Text text
                ? text.content()
                : payload instanceof Image image ? image.uri() : ((Video) payload).uri();
        if (type != BOXES) {
            List<String> row = new ArrayList<>(List.of("UNASSIGNED", item));
            values.forEach(value -> row.addAll(value.labels()));
            return List.of(row);
        }
        if (values.isEmpty()) {
            return List.of(List.of("UNASSIGNED", item, "", "", "", "", "", "", "", "", ""));
        }
        return values.stream()
                .map(value -> {
                    List<Vertex> corners = ((Polygon) value).vertices();
                    return List.of(
                            "UNASSIGNED",
                            item,
                            value.labels().get(0),
                            whole(corners.get(0).x()),
                            whole(corners.get(0).y()),
                            "",
                            "",
                            whole(corners.get(1).x()),
                            whole(corners.get(1).y()),
                            "",
                            "");
                })
                .toList();
    }

    private static String whole(double number) {
        return Integer.toString((int) number);
    }

    private static Payload payload(AnnotationType type, Random random) {
        return type == TEXTS
                ? new Text(text(random))
                : random.nextBoolean()
                        ? new Image("image/png", new byte[0], "gs://b/" + text(random))
                        : new Video("video/mp4", "gs://b/" + text(random));
    }

    private static Value anyBox(Random random) {
        int left = random.nextInt(1_000);
        int top = random.nextInt(1_000);
        return box(text(random), false, left, top, left + random.nextInt(100), top + random.nextInt(100));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(6); length > 0; length--) {
            int[] points = PIECES.codePoints().toArray();
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    private static Value label(String label) {
        return new Classification(label);
    }

    private static Value box(String label, boolean normalized, double left, double top, double right, double bottom) {
        return new Polygon(label, List.of(new Vertex(left, top), new Vertex(right, bottom)), normalized);
    }

    private static Example example(AnnotationType type, Payload payload, Value... values) {
        return new Example(
                ResourceName.of(ResourceKind.EXAMPLE, "p", "d", "a", "i"),
                type,
                payload,
                Arrays.stream(values).map(Annotation::of).toList());
    }
}
