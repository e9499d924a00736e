package dev.assay.server.job.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DueTimesTest {

    private static final LocalTime TEN = LocalTime.of(10, 0);

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T09:59:59.999999Z, 1,  2026-03-01T10:00:00Z",
        "2026-03-01T10:00:00Z,        1,  2026-03-02T10:00:00Z",
        "2026-03-01T10:00:00.000001Z, 1,  2026-03-02T10:00:00Z",
        "2026-03-01T00:00:00Z,        2,  2026-03-02T10:00:00Z",
        "2026-03-01T23:00:00Z,        7,  2026-03-08T10:00:00Z",
        "2024-02-28T12:00:00Z,        1,  2024-02-29T10:00:00Z",
        "2026-12-31T12:00:00Z,        30, 2027-01-30T10:00:00Z",
    })
    void ofJob_firstRun_isDaysMinusOneAfterAnchor(Instant created, int days, Instant first) {
        assertThat(DueTimes.ofJob(created, days, TEN)).isEqualTo(new DueTimes(first, days));
    }

    @Test
    void ofJob_otherTimeOfDay_movesAnchor() {
        Instant created = Instant.parse("2026-03-01T10:00:00Z");
        assertThat(DueTimes.ofJob(created, 1, LocalTime.MIDNIGHT).first()).isEqualTo("2026-03-02T00:00:00Z");
        assertThat(DueTimes.ofJob(created, 1, LocalTime.of(10, 0, 1)).first()).isEqualTo("2026-03-01T10:00:01Z");
    }

    @Test
    void nextAfter_dueTime_isTheOneBehind() {
        DueTimes due = new DueTimes(Instant.parse("2026-03-02T10:00:00Z"), 2);
        assertThat(due.nextAfter(Instant.EPOCH)).isEqualTo("2026-03-02T10:00:00Z");
        assertThat(due.nextAfter(Instant.parse("2026-03-02T09:59:59.999999Z"))).isEqualTo("2026-03-02T10:00:00Z");
        assertThat(due.nextAfter(Instant.parse("2026-03-02T10:00:00Z"))).isEqualTo("2026-03-04T10:00:00Z");
        assertThat(due.nextAfter(Instant.parse("2026-03-04T09:00:00Z"))).isEqualTo("2026-03-04T10:00:00Z");
    }

    @Test
    void covered_ends_areExclusiveThenInclusive() {
        Instant first = Instant.parse("2026-03-02T10:00:00Z");
        DueTimes due = new DueTimes(first, 1);
        Instant second = first.plus(Duration.ofDays(1));
        assertThat(due.covered(first, second)).contains(new DueTimes.Covered(second, second, 1));
        assertThat(due.covered(first.minusNanos(1), second)).contains(new DueTimes.Covered(first, second, 2));
        assertThat(due.covered(first, second.minusNanos(1))).isEmpty();
        assertThat(due.covered(Instant.EPOCH, first)).contains(new DueTimes.Covered(first, first, 1));
        assertThat(due.covered(second, second)).isEmpty();
        assertThat(due.covered(second, first)).isEmpty();
    }

    @Test
    void covered_tenThousandYears_isExact() {
        Instant first = Instant.parse("2026-03-02T10:00:00Z");
        Instant until = Instant.parse("+12026-03-02T10:00:00Z");
        long days = Duration.between(first, until).toDays();
        assertThat(new DueTimes(first, 1).covered(Instant.MIN, until))
                .contains(new DueTimes.Covered(first, until, days + 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void coveredAndNextAfter_agreeWithNaiveLoop(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            Instant created =
                    Instant.ofEpochSecond(1_700_000_000L + random.nextInt(10_000_000), random.nextInt(1000) * 1000L);
            DueTimes due = DueTimes.ofJob(created, 1 + random.nextInt(12), LocalTime.of(random.nextInt(24), 0));
            Duration step = Duration.ofDays(due.days());
            Instant from = near(random, due, step);
            Instant to = near(random, due, step);
            List<Instant> naive = Stream.iterate(due.first(), at -> !at.isAfter(to), at -> at.plus(step))
                    .filter(at -> at.isAfter(from))
                    .toList();
            String what = "seed " + seed + ": " + due + " in (" + from + ", " + to + "]";
            if (naive.isEmpty()) {
                assertThat(due.covered(from, to)).as(what).isEmpty();
            } else {
                assertThat(due.covered(from, to))
                        .as(what)
                        .contains(new DueTimes.Covered(naive.get(0), naive.get(naive.size() - 1), naive.size()));
            }
            assertThat(due.nextAfter(from))
                    .as(what)
                    .isEqualTo(Stream.iterate(due.first(), at -> at.plus(step))
                            .filter(at -> at.isAfter(from))
                            .findFirst()
                            .orElseThrow());
        }
    }

    @Test
    void consecutiveRanges_coverEveryDueTimeOnce() {
        Random random = new Random(9);
        DueTimes due = new DueTimes(Instant.parse("2026-03-02T10:00:00Z"), 3);
        Instant at = Instant.parse("2026-02-01T00:00:00Z");
        Instant start = at;
        long count = 0;
        for (int i = 0; i < 300; i++) {
            Instant next = at.plusSeconds(random.nextInt(600_000));
            count += due.covered(at, next).map(DueTimes.Covered::count).orElse(0L);
            at = next;
        }
        assertThat(due.covered(start, at).orElseThrow().count())
                .as("seed 9")
                .isEqualTo(count)
                .isPositive();
    }

    @Test
    void new_badArguments() {
        Instant first = Instant.parse("2026-03-02T10:00:00Z");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DueTimes(first, 0))
                .withMessageContaining("days");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DueTimes(first.plusNanos(1000), 1))
                .withMessageContaining("first");
    }

    /** An instant before, on, just beside or between due times. */
    private static Instant near(Random random, DueTimes due, Duration step) {
        Instant on = due.first().plus(step.multipliedBy(random.nextInt(-3, 30)));
        return switch (random.nextInt(4)) {
            case 0 -> on;
            case 1 -> on.minusNanos(1);
            case 2 -> on.plusNanos(1);
            default -> on.plusSeconds(random.nextLong(step.toSeconds()));
        };
    }
}
