package dev.assay.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The rule against vectors made by another implementation (Python, mmh3), salt = bytes 00 01 … 0f. */
class SelectionRuleTest {
    private static final double[] PERCENTAGES = {0, 0.1, 0.5, 1};

    private static List<String[]> vectors() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                SelectionRuleTest.class.getResourceAsStream("/dev/assay/client/selection-vectors.tsv"))) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .toList();
        }
    }

    private static byte[] salt() {
        byte[] salt = new byte[16];
        for (int i = 0; i < salt.length; i++) {
            salt[i] = (byte) i;
        }
        return salt;
    }

    @Test
    void hash_equalsTheVectorsOfAnotherImplementation() throws IOException {
        List<String[]> vectors = vectors();
        assertThat(vectors).hasSizeGreaterThan(40);
        for (String[] vector : vectors) {
            byte[] id = vector[0].getBytes(UTF_8);
            byte[] salted = new byte[16 + id.length];
            System.arraycopy(salt(), 0, salted, 0, 16);
            System.arraycopy(id, 0, salted, 16, id.length);
            assertThat(Murmur3.firstHalf(salted)).as(vector[0]).isEqualTo(Long.parseUnsignedLong(vector[1], 16));
        }
    }

    @Test
    void selection_equalsTheVectorsOfAnotherImplementation() throws IOException {
        for (String[] vector : vectors()) {
            for (int i = 0; i < PERCENTAGES.length; i++) {
                assertThat(new SelectionRule(salt(), PERCENTAGES[i]).selects(vector[0]))
                        .as("%s at %s", vector[0], PERCENTAGES[i])
                        .isEqualTo(Boolean.parseBoolean(vector[2 + i]));
            }
        }
    }

    @Test
    void extremeHashes_areJudgedAsUnsignedNumbers() {
        long largest = -1L;
        assertThat(new SelectionRule(salt(), 1).selects(largest)).isTrue();
        assertThat(new SelectionRule(salt(), Math.nextDown(1.0)).selects(largest))
                .isFalse();
        assertThat(new SelectionRule(salt(), 0).selects(0L)).isFalse();
        assertThat(new SelectionRule(salt(), Double.MIN_VALUE).selects(0L)).isTrue();
        assertThat(new SelectionRule(salt(), Double.NaN).selects(0L)).isFalse();
    }

    @Test
    void body_isSelectedIfOneOfItsPartsIs() {
        SelectionRule rule = new SelectionRule(salt(), 0.1);
        for (int i = 0; i < 200; i++) {
            String id = "body-" + i;
            boolean any = rule.selects(id + "/0") || rule.selects(id + "/1") || rule.selects(id + "/2");
            assertThat(rule.selectsAny(id, 3)).as(id).isEqualTo(any);
            assertThat(rule.selectsAny(id, 1)).as(id).isEqualTo(rule.selects(id));
        }
    }
}
