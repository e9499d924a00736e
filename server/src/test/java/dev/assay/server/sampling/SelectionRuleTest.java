package dev.assay.server.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Held to vectors that another implementation made. */
class SelectionRuleTest {
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

    @Test
    void hash_isThatOfTheVectors() throws IOException {
        for (Vector vector : vectors()) {
            assertThat(Long.toHexString(SelectionRule.hash(vector.salt(), vector.id())))
                    .as(vector.toString())
                    .isEqualTo(Long.toHexString(vector.u()));
        }
    }

    @Test
    void selection_isThatOfTheVectors() throws IOException {
        for (Vector vector : vectors()) {
            double place = SelectionRule.place(vector.salt(), vector.id());
            assertThat(SelectionRule.selects(place, vector.percentage()))
                    .as(vector.toString())
                    .isEqualTo(vector.selected());
        }
    }

    @Test
    void vectors_reachBothEndsOfTheRange() throws IOException {
        assertThat(vectors())
                .anyMatch(v -> v.u() == -1L && v.percentage() == 1.0 && v.selected())
                .anyMatch(v -> v.u() == -1L && v.percentage() < 1.0 && !v.selected())
                .anyMatch(v -> v.u() == 0L && v.percentage() == Double.MIN_VALUE && v.selected())
                .anyMatch(v -> v.u() == 0L && v.percentage() == 0.0 && !v.selected())
                .anyMatch(v -> v.id().isEmpty())
                .anyMatch(v -> v.id().codePoints().anyMatch(c -> c > 0xffff));
    }

    private static List<Vector> vectors() throws IOException {
        try (var in = SelectionRule.class.getResourceAsStream("/assay/v1/selection-vectors.tsv");
                var reader = new BufferedReader(
                        new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.US_ASCII))) {
            List<Vector> vectors = reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(SelectionRuleTest::vector)
                    .toList();
            assertThat(vectors).hasSizeGreaterThan(200);
            return vectors;
        }
    }

    private static Vector vector(String line) {
        String[] columns = line.split("\t", -1);
        return new Vector(
                HexFormat.of().parseHex(columns[0]),
                ESCAPE.matcher(columns[1])
                        .replaceAll(match ->
                                Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16)))),
                Long.parseUnsignedLong(columns[2], 16),
                Double.parseDouble(columns[3]),
                Boolean.parseBoolean(columns[4]));
    }

    private record Vector(byte[] salt, String id, long u, double percentage, boolean selected) {}
}
