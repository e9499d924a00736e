package dev.assay.server.job.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.assay.server.job.schedule.DueTimes.Covered;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Due times in days and exact ones: fixed cases, and agreement with walking from one to the next. */
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
    void everyDays_firstRun_isDaysMinusOneAfterAnchor(Instant created, int days, Instant first) {
        assertThat(DueTimes.everyDays(days, TEN).first(created)).isEqualTo(first);
    }

    @Test
    void everyDays_otherTimeOfDay_movesAnchor() {
        Instant created = Instant.parse("2026-03-01T10:00:00Z");
        assertThat(DueTimes.everyDays(1, LocalTime.MIDNIGHT).first(created)).isEqualTo("2026-03-02T00:00:00Z");
        assertThat(DueTimes.everyDays(1, LocalTime.of(10, 0, 1)).first(created)).isEqualTo("2026-03-01T10:00:01Z");
    }

    @Test
    void everyDays_afterATimeOfAnotherRule_goesOnAtItsOwnTimeOfDay() {
        DueTimes times = DueTimes.everyDays(2, TEN);
        Instant odd = Instant.parse("2026-03-02T23:47:00Z");
        assertThat(times.nextAfter(odd)).isEqualTo("2026-03-04T10:00:00Z");
        assertThat(times.covered(odd, Instant.parse("2026-03-04T09:59:59Z"))).contains(new Covered(odd, odd, 1));
        assertThat(times.covered(odd, Instant.parse("2026-03-08T10:00:00Z")))
                .contains(new Covered(odd, Instant.parse("2026-03-08T10:00:00Z"), 4));
    }

    @Test
    void everyDays_tenThousandYears_isExact() {
        Instant first = Instant.parse("2026-03-02T10:00:00Z");
        Instant until = Instant.parse("+12026-03-02T10:00:00Z");
        long days = Duration.between(first, until).toDays();
        assertThat(DueTimes.everyDays(1, TEN).covered(first, until)).contains(new Covered(first, until, days + 1));
    }

    @Test
    void everyDays_badArguments() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DueTimes.everyDays(0, TEN))
                .withMessageContaining("days");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DueTimes.everyDays(1, TEN.plusNanos(1000)))
                .withMessageContaining("runAt");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            */15 * * * *                    | 2026-03-01T10:00:00Z | 2026-03-01T10:15:00Z | 2026-03-01T10:30:00Z
            0 10 * * 1                      | 2026-03-01T10:00:00Z | 2026-03-02T10:00:00Z | 2026-03-09T10:00:00Z
            0 0 29 2 *                      | 2026-03-01T10:00:00Z | 2028-02-29T00:00:00Z | 2032-02-29T00:00:00Z
            every 5 hours                   | 2026-03-01T10:07:59Z | 2026-03-01T15:07:00Z | 2026-03-01T20:07:00Z
            every 1 minutes                 | 2026-03-01T10:07:59Z | 2026-03-01T10:08:00Z | 2026-03-01T10:09:00Z
            every 8 hours synchronized      | 2026-03-01T10:07:59Z | 2026-03-01T16:00:00Z | 2026-03-02T00:00:00Z
            every 7 hours from 09:00 to 17:00 | 2026-03-01T10:07:59Z | 2026-03-01T16:00:00Z | 2026-03-02T09:00:00Z
            1st,3rd monday of month 15:30   | 2026-03-01T10:00:00Z | 2026-03-02T15:30:00Z | 2026-03-16T15:30:00Z
            5th sunday of feb 09:00         | 2026-03-01T10:00:00Z | 2032-02-29T09:00:00Z | 2060-02-29T09:00:00Z
            """)
    void exact_firstIsStrictlyAfterTheCreation_thenAsWritten(
            String text, Instant created, Instant first, Instant second) {
        DueTimes times = exact(text);
        assertThat(times.first(created)).isEqualTo(first);
        assertThat(times.nextAfter(first)).isEqualTo(second);
        assertThat(times.covered(first, second.minusNanos(1))).contains(new Covered(first, first, 1));
        assertThat(times.covered(first, second)).contains(new Covered(first, second, 2));
    }

    @Test
    void exact_knowsNoDaylightSaving() {
        DueTimes times = exact("30 2 * * *");
        Instant before = Instant.parse("2026-03-28T02:30:00Z");
        assertThat(times.covered(before, before.plus(Duration.ofDays(3))))
                .contains(new Covered(before, Instant.parse("2026-03-31T02:30:00Z"), 4));
    }

    @Test
    void exact_afterATimeOfAnotherRule_countsThatOneToo() {
        Instant standing = Instant.parse("2026-03-02T10:00:00Z");
        assertThat(exact("0 0 * * *").covered(standing, standing.plus(Duration.ofDays(2))))
                .contains(new Covered(standing, Instant.parse("2026-03-04T00:00:00Z"), 3));
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44, 45, 46})
    void covered_agreesWithWalking(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            String text = SlowCrontab.random(random).text();
            DueTimes times = random.nextInt(3) > 0 ? exactIfAny(text) : others(random);
            Instant due = times.first(Instant.ofEpochSecond(random.nextLong(-2_000_000_000L, 4_000_000_000L)));
            Instant until = due.plusSeconds(random.nextInt(3_000_000) - 1_000);
            List<Instant> walked = new ArrayList<>();
            for (Instant at = due; !at.isAfter(until) && walked.size() < 50_000; at = times.nextAfter(at)) {
                walked.add(at);
            }
            String what = "seed " + seed + ": " + text + " or " + times + " in [" + due + ", " + until + "]";
            assertThat(times.covered(due, until))
                    .as(what)
                    .isEqualTo(
                            walked.isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(new Covered(due, walked.get(walked.size() - 1), walked.size())));
        }
    }

    @Test
    void covered_ofConsecutiveRanges_isEveryDueTimeOnce() {
        Random random = new Random(9);
        for (DueTimes times : List.of(DueTimes.everyDays(3, TEN), exact("*/7 3,4 * * *"), exact("every 50 mins"))) {
            Instant first = times.first(Instant.parse("2026-02-01T00:00:30Z"));
            Instant next = first;
            Instant until = first;
            long count = 0;
            for (int i = 0; i < 300; i++) {
                until = until.plusSeconds(random.nextInt(600_000));
                Optional<Covered> covered = times.covered(next, until);
                count += covered.map(Covered::count).orElse(0L);
                next = covered.map(some -> times.nextAfter(some.last())).orElse(next);
            }
            assertThat(times.covered(first, until).orElseThrow().count())
                    .as("seed 9, %s", times)
                    .isEqualTo(count)
                    .isPositive();
        }
    }

    @Test
    void covered_manyYearsOfMinutes_isExactAndFast() {
        Instant first = Instant.parse("2026-01-01T00:00:00Z");
        Instant centuryLater = Instant.parse("2126-01-01T00:00:00Z");
        Instant longAfter = first.atOffset(ZoneOffset.UTC).plusYears(200_000).toInstant();
        long began = System.nanoTime();

        long minutes =
                exact("* * * * *").covered(first, centuryLater).orElseThrow().count();
        Covered leapDays = exact("0 0 29 2 *")
                .covered(Instant.parse("2028-02-29T00:00:00Z"), longAfter)
                .orElseThrow();

        // Walking would be 52 million steps, and 73 million days to look at.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        assertThat(minutes).isEqualTo(Duration.between(first, centuryLater).toMinutes() + 1);
        assertThat(leapDays.count()).isEqualTo(200_000 / 400 * 97);
        assertThat(leapDays.last()).isEqualTo("+202024-02-29T00:00:00Z");
    }

    private static DueTimes exact(String text) {
        return Schedule.parse(text, ScheduleMode.EXACT).exactTimes();
    }

    private static DueTimes exactIfAny(String text) {
        try {
            return exact(text);
        } catch (InvalidScheduleException never) {
            return exact("0 0 29 2 *");
        }
    }

    private static DueTimes others(Random random) {
        return random.nextBoolean()
                ? exact("every " + (1 + random.nextInt(5_000)) + " minutes")
                : DueTimes.everyDays(1 + random.nextInt(12), LocalTime.of(random.nextInt(24), 0));
    }
}
