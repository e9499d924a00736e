package dev.assay.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PredictionIdsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.123456Z");

    @Test
    void ids_areVersion7UuidsOfTheirTime() {
        UUID id = UUID.fromString(new PredictionIds(7).next(NOW));
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
        assertThat(id.getMostSignificantBits() & 0xfff).isEqualTo(456 * 4096 / 1000);
    }

    @Test
    void idsOfLaterMicroseconds_sortLater() {
        PredictionIds ids = new PredictionIds(7);
        String last = "";
        for (int i = 0; i < 5_000; i++) {
            String id = ids.next(NOW.plus(Duration.ofNanos(1_000L * i)));
            assertThat(id).isGreaterThan(last);
            last = id;
        }
    }

    @Test
    void idsOfOneInstant_differ() {
        PredictionIds some = new PredictionIds(1);
        PredictionIds others = new PredictionIds(2);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            assertThat(seen.add(some.next(NOW))).isTrue();
            assertThat(seen.add(others.next(NOW))).isTrue();
        }
    }
}
