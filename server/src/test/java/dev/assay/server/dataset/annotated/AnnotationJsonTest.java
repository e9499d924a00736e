package dev.assay.server.dataset.annotated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.Annotation.Segmentation;
import dev.assay.server.dataset.annotated.Annotation.Votes;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotationJsonTest {
    @Test
    void annotations_ofEveryKind_areReadBackToTheLastBit() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RandomAnnotations annotations = new RandomAnnotations(random);
        for (int i = 0; i < 3_000; i++) {
            List<Annotation> written =
                    Stream.generate(annotations::next).limit(random.nextInt(4)).toList();
            assertThat(AnnotationJson.read(AnnotationJson.write(written)))
                    .as("seed %d, %s", seed, written)
                    .usingRecursiveComparison()
                    .isEqualTo(written);
        }
    }

    @Test
    void classifications_areTheirLabels() {
        assertThat(AnnotationJson.write(List.of())).isEqualTo("[]");
        assertThat(AnnotationJson.write(List.of(
                        Annotation.of(new Classification("cat")), Annotation.of(new Classification("a \"b\"")))))
                .isEqualTo("[\"cat\",\"a \\\"b\\\"\"]");
        assertThat(AnnotationJson.write(List.of(
                        new Annotation(new Classification("cat"), null, new Votes(2 / 3.0, 3, 2, List.of("?"))))))
                .isEqualTo("[{\"is\":\"classification\",\"label\":\"cat\",\"votes\":{\"score\":0.6666666666666666,"
                        + "\"total\":3,\"agreeing\":2,\"comments\":[\"?\"]}}]");
    }

    @Test
    void largePicture_isReadBack() {
        byte[] picture = new byte[30 << 20];
        new Random(1).nextBytes(picture);
        Annotation written = Annotation.of(new Segmentation(Map.of("ff0000", "cat"), "image/png", picture));

        Segmentation read = (Segmentation) AnnotationJson.read(AnnotationJson.write(List.of(written)))
                .get(0)
                .value();

        assertThat(read.picture()).isEqualTo(picture);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[",
                "[\"cat\"",
                "[1]",
                "[{}]",
                "[{\"is\":\"other\"}]",
                "[{\"is\":\"entity\",\"more\":1}]",
                "[{\"is\":\"videoEvent\",\"label\":\"a\"}]"
            })
    void otherTexts_areRefused(String text) {
        assertThatThrownBy(() -> AnnotationJson.read(text)).isInstanceOf(UncheckedIOException.class);
    }
}
