package dev.assay.server.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ResourceNameTest {
    private static final Pattern ID = Pattern.compile("[^/\\s\\p{Cntrl}]{1,256}");
    private static final String PIECES = "aZ0-_.~%/ \t\n\r\u000b\f\u0000\u001f\u007f\u0080\u00a0ü\u2028\ud83d\ude00";

    @Test
    void name_isReadAsItWasWritten() {
        for (ResourceKind kind : ResourceKind.values()) {
            String text = kind.pattern().replaceAll("[{}]", "");

            assertThat(ResourceName.read(text).kind()).isEqualTo(kind);
            assertThat(ResourceName.read(text)).hasToString(text);
        }
    }

    @Test
    void ids_areWhatThePatternSays() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder id = new StringBuilder();
            for (int length = random.nextInt(4); length > 0; length--) {
                id.append(PIECES.charAt(random.nextInt(PIECES.length())));
            }
            String text = "projects/" + id;

            assertThat(ResourceName.tryParse(ResourceKind.PROJECT, text) != null)
                    .as("seed %d, round %d, %s", seed, round, text)
                    .isEqualTo(ID.matcher(id).matches());
        }
    }

    @Test
    void ids_haveSoManyCharacters() {
        assertThat(ResourceName.of(ResourceKind.PROJECT, "😀".repeat(256)).project())
                .hasSize(512);
        assertThatThrownBy(() -> ResourceName.of(ResourceKind.PROJECT, "x".repeat(257)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ResourceName.of(ResourceKind.PROJECT, ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ResourceName.of(ResourceKind.DATASET, "p"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
