package dev.assay.server.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.sampling.JsonTexts.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextsTest {
    @Test
    void elements_areCutAsTheyWereWritten() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            List<String> elements = new ArrayList<>();
            StringBuilder text = new StringBuilder(space(random)).append('{').append(space(random));
            text.append("\"other\":")
                    .append(value(random, 3))
                    .append(space(random))
                    .append(',');
            text.append("\"wanted\"")
                    .append(space(random))
                    .append(':')
                    .append(space(random))
                    .append('[');
            for (int i = random.nextInt(5); i > 0; i--) {
                String element = value(random, 3);
                elements.add(element);
                text.append(space(random)).append(element).append(space(random)).append(i > 1 ? "," : "");
            }
            text.append(']').append(space(random)).append('}').append(space(random));

            assertThatCode(() -> assertThat(JsonTexts.read(text.toString(), "wanted", 10)
                                    .elements())
                            .containsExactlyElementsOf(elements))
                    .as("seed %d: %s", seed, text)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void elements_ofATextLongerThanAnyBuffer_areCutAsTheyWereWritten() throws Malformed {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            elements.add("{\"n\": " + i + ", \"text\": \"" + "ü€😀x".repeat(i * 3) + "\"}");
            elements.add("\"" + "y".repeat(i * 7) + "\"");
            elements.add("-" + i + ".5e3");
        }
        String text = "{\"wanted\":[" + String.join(" ,\n", elements) + "]}";
        assertThat(text.length()).isGreaterThan(500_000);

        assertThat(JsonTexts.read(text, "wanted", 1_000).elements()).containsExactlyElementsOf(elements);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1",
                "{\"a\":}",
                "nul",
                "NaN",
                "01",
                "'a'",
                "\"a",
                "1 2",
                "{} x",
                "[1,]",
                "{\"a\":1,}",
                "\"\t\"",
                "\"\\x\"",
                "\"\\u12\"",
                "{\"wanted\":[1],\"wanted\":[2]}",
                "\u0000",
                "{\"wanted\":[tru]}"
            })
    void malformedText_isRefused(String text) {
        assertThatThrownBy(() -> JsonTexts.read(text, "wanted", 10)).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\u0000\"",
                "{\"\\u0000\":1}",
                "\"\\ud83d\"",
                "\"\\ud83d\\n\"",
                "\"\\ude00\\ud83d\"",
                "[\"\\\\\\u0000\"]",
                "\"\\ud83d\\ud83d\\ude00\""
            })
    void escapesThatNoStoreHolds_areRefused(String text) {
        assertThatThrownBy(() -> JsonTexts.read(text, "wanted", 10)).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\\\u0000\"", "\"\\ud83d\\ude00\"", "\"\\u00e4\\n\"", "\"\\\\\\\\ud83d\"", "1", "null"})
    void soundText_isTaken(String text) throws Malformed {
        assertThat(JsonTexts.read(text, "wanted", 10).hasArray()).isFalse();
    }

    @Test
    void nesting_beyondAThousand_isRefused() {
        assertThatThrownBy(() -> JsonTexts.read("[".repeat(100_000) + "]".repeat(100_000), "wanted", 10))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("1000");
    }

    @Test
    void moreElementsThanAllowed_areRefused() throws Malformed {
        assertThat(JsonTexts.read("{\"wanted\":[1,2]}", "wanted", 2).elements()).containsExactly("1", "2");
        assertThatThrownBy(() -> JsonTexts.read("{\"wanted\":[1,2,3]}", "wanted", 2))
                .isInstanceOf(Malformed.class);
    }

    private static String space(Random random) {
        return List.of("", "", " ", "\n\t ").get(random.nextInt(4));
    }

    private static String value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 8)) {
            case 0 -> "null";
            case 1 -> random.nextBoolean() ? "true" : "false";
            case 2 -> String.valueOf(random.nextLong());
            case 3 -> random.nextInt() + "." + random.nextInt(1_000) + "e" + random.nextInt(20);
            case 4 -> "\"a\\\"b\\\\" + "ü€😀".repeat(random.nextInt(3)) + "]}\"";
            case 5 -> "\"\\u00e4" + "z".repeat(random.nextInt(50)) + "\"";
            case 6 -> "[" + value(random, depth - 1) + space(random) + "," + value(random, depth - 1) + "]";
            default -> "{\"k\"" + space(random) + ":" + value(random, depth - 1) + ",\"wanted\":[1]}";
        };
    }
}
