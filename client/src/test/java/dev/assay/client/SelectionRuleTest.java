package dev.assay.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rule against the published vectors, which another implementation made. */
class SelectionRuleTest {
    private static final Path VECTORS = Path.of("../proto/src/main/protobuf/assay/v1/selection-vectors.tsv");
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

    private record Vector(String salt, String id, long hash, double percentage, boolean selected) {}

    private static List<Vector> vectors() throws IOException {
        return Files.readAllLines(VECTORS).stream()
                .filter(line -> !line.startsWith("#"))
                .map(SelectionRuleTest::vector)
                .toList();
    }

    private static Vector vector(String line) {
        String[] cells = line.split("\t", -1);
        String id = ESCAPE.matcher(cells[1])
                .replaceAll(
                        match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))));
        return new Vector(
                cells[0],
                id,
                Long.parseUnsignedLong(cells[2], 16),
                Double.parseDouble(cells[3]),
                Boolean.parseBoolean(cells[4]));
    }

    private static byte[] salt(Vector vector) {
        return HexFormat.of().parseHex(vector.salt);
    }

    private static byte[] salted(Vector vector) {
        byte[] id = vector.id.getBytes(UTF_8);
        byte[] all = Arrays.copyOf(salt(vector), 16 + id.length);
        System.arraycopy(id, 0, all, 16, id.length);
        return all;
    }

    @Test
    void hashes_equalThePublishedVectors() throws IOException {
        assertThat(vectors()).hasSizeGreaterThan(200);
        for (Vector vector : vectors()) {
            assertThat(Murmur3.firstHalf(salted(vector))).as(vector.id).isEqualTo(vector.hash);
        }
    }

    @Test
    void decisions_equalThePublishedVectors() throws IOException {
        assertThat(vectors()).extracting(Vector::selected).contains(true, false);
        for (Vector vector : vectors()) {
            assertThat(new SelectionRule(salt(vector), vector.percentage).selects(vector.id))
                    .as("%s at %s", vector.id, vector.percentage)
                    .isEqualTo(vector.selected);
        }
    }

    @Test
    void extremeHashes_areJudgedAsUnsignedNumbers() {
        byte[] salt = new byte[16];
        assertThat(new SelectionRule(salt, 1).selects(-1L)).isTrue();
        assertThat(new SelectionRule(salt, Math.nextDown(1.0)).selects(-1L)).isFalse();
        assertThat(new SelectionRule(salt, 0).selects(0L)).isFalse();
        assertThat(new SelectionRule(salt, Double.MIN_VALUE).selects(0L)).isTrue();
        assertThat(new SelectionRule(salt, Double.NaN).selects(0L)).isFalse();
    }

    @Test
    void body_isSelectedIfOneOfItsPartsIs() {
        SelectionRule rule = new SelectionRule(new byte[16], 0.1);
        int selected = 0;
        for (int i = 0; i < 200; i++) {
            String id = "body-" + i;
            boolean any = rule.selects(id + "/0") || rule.selects(id + "/1") || rule.selects(id + "/2");
            assertThat(rule.selectsAny(id, 3)).as(id).isEqualTo(any);
            assertThat(rule.selectsAny(id, 1)).as(id).isEqualTo(rule.selects(id));
            selected += any ? 1 : 0;
        }
        assertThat(selected).isBetween(30, 80);
    }
}
