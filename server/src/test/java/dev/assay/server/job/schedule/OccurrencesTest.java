package dev.assay.server.job.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When schedules occur: fixed cases, laws over random schedules, and agreement with two other ways to work it out. */
class OccurrencesTest {

    private static final Instant SUNDAY_NOON = Instant.parse("2026-11-22T12:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            every 50 hours                     | 2026-11-24T14:00:00Z | 2026-11-26T16:00:00Z
            every 24 hours synchronized        | 2026-11-23T00:00:00Z | 2026-11-24T00:00:00Z
            every 24 hours from 13:30 to 14:00 | 2026-11-22T13:30:00Z | 2026-11-23T13:30:00Z
            every day 12:00                    | 2026-11-23T12:00:00Z | 2026-11-24T12:00:00Z
            every day 12:01                    | 2026-11-22T12:01:00Z | 2026-11-23T12:01:00Z
            1st,5th mon of month 00:00         | 2026-11-30T00:00:00Z | 2026-12-07T00:00:00Z
            first sunday of quarter 00:00      | 2027-01-03T00:00:00Z | 2027-04-04T00:00:00Z
            2nd day of 2nd month of quarter 08:15 | 2027-02-02T08:15:00Z | 2027-05-02T08:15:00Z
            31 of month 09:00                  | 2026-12-31T09:00:00Z | 2027-01-31T09:00:00Z
            0 0 29 2 *                         | 2028-02-29T00:00:00Z | 2032-02-29T00:00:00Z
            0 0 13 * FRI                       | 2026-11-27T00:00:00Z | 2026-12-04T00:00:00Z
            0 0 */2 * MON                      | 2026-11-23T00:00:00Z | 2026-12-07T00:00:00Z
            0 0 * * 7                          | 2026-11-29T00:00:00Z | 2026-12-06T00:00:00Z
            0 12,13 1,22 11 *                  | 2026-11-22T13:00:00Z | 2027-11-01T12:00:00Z
            """)
    void nextAfter_fixedCases(String text, Instant first, Instant second) {
        DueTimes schedule = exact(text);
        assertThat(schedule.nextAfter(SUNDAY_NOON)).isEqualTo(first);
        assertThat(schedule.nextAfter(first)).isEqualTo(second);
    }

    @Test
    void nextAfter_insideMinute_isNextMinute() {
        assertThat(exact("0 10 * * *").nextAfter(Instant.parse("2026-11-22T09:59:59.999999Z")))
                .isEqualTo("2026-11-22T10:00:00Z");
        assertThat(exact("0 10 * * *").nextAfter(Instant.parse("2026-11-22T10:00:00.000001Z")))
                .isEqualTo("2026-11-23T10:00:00Z");
        assertThat(exact("every 24 hours").nextAfter(Instant.parse("2026-11-22T10:00:59.999999Z")))
                .isEqualTo("2026-11-23T10:00:00Z");
    }

    @Test
    void within_rangePastMidnight_restartsAtItsStart() {
        Occurrences occurrences = new English("every 45 mins from 23:00 to 01:00").timespec();
        assertThat(take(occurrences, Instant.parse("2026-11-22T22:59:00Z"), 4))
                .containsExactly(
                        Instant.parse("2026-11-22T23:00:00Z"),
                        Instant.parse("2026-11-22T23:45:00Z"),
                        Instant.parse("2026-11-23T00:30:00Z"),
                        Instant.parse("2026-11-23T23:00:00Z"));
    }

    @Test
    void within_endOnTheGrid_isIncluded() {
        assertThat(take(new English("every 2 hours from 10:00 to 14:00").timespec(), SUNDAY_NOON, 3))
                .containsExactly(
                        Instant.parse("2026-11-22T14:00:00Z"),
                        Instant.parse("2026-11-23T10:00:00Z"),
                        Instant.parse("2026-11-23T12:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void crontab_agreesWithMinuteByMinuteReference(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 15; i++) {
            SlowCrontab slow = SlowCrontab.random(random);
            Occurrences fast = Crontab.parse(slow.text());
            LocalDateTime start = LocalDate.of(1990 + random.nextInt(60), 1 + random.nextInt(12), 1)
                    .atTime(random.nextInt(24), random.nextInt(60));
            LocalDateTime end = start.plusDays(40);
            List<Instant> expected = new ArrayList<>();
            for (LocalDateTime minute = start.plusMinutes(1); minute.isBefore(end); minute = minute.plusMinutes(1)) {
                if (slow.matches(minute)) {
                    expected.add(minute.toInstant(ZoneOffset.UTC));
                }
            }
            List<Instant> actual = take(fast, start.toInstant(ZoneOffset.UTC), expected.size());
            assertThat(actual)
                    .as("seed %d, %s from %s", seed, slow.text(), start)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void spanInWindow_agreesWithWalkingAllOccurrences(long seed) {
        Random random = new Random(seed);
        Instant end = Occurrences.WINDOW_END.atStartOfDay().toInstant(ZoneOffset.UTC);
        for (int i = 0; i < 20; i++) {
            String text = random.nextInt(60) + " " + random.nextInt(24) + ",9 " + (1 + random.nextInt(28)) + ","
                    + (1 + random.nextInt(31)) + " */" + (1 + random.nextInt(6)) + " "
                    + (random.nextBoolean() ? "*" : random.nextInt(8));
            Occurrences occurrences = Crontab.parse(text);
            Instant start = Occurrences.WINDOW_START.atStartOfDay().toInstant(ZoneOffset.UTC);
            Instant first = occurrences.nextAfter(start.minusSeconds(1));
            Instant last = first;
            long gaps = 0;
            for (Instant next = occurrences.nextAfter(first); next.isBefore(end); next = occurrences.nextAfter(next)) {
                assertThat(next).as("seed %d, %s", seed, text).isAfter(last);
                last = next;
                gaps++;
            }
            assertThat(occurrences.spanInWindow())
                    .as("seed %d, %s", seed, text)
                    .contains(new Occurrences.Span(Duration.between(first, last).toMinutes(), gaps));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void crontab_agreesWithCronUtils(long seed) {
        Random random = new Random(seed);
        CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        for (int i = 0; i < 25; i++) {
            String dayOfMonth = random.nextBoolean() ? "*" : SlowCrontab.field(random, 1, 28);
            String dayOfWeek = dayOfMonth.equals("*") ? SlowCrontab.field(random, 0, 6) : "*";
            String text = String.join(
                    " ",
                    SlowCrontab.field(random, 0, 59),
                    SlowCrontab.field(random, 0, 23),
                    dayOfMonth,
                    SlowCrontab.field(random, 1, 12),
                    dayOfWeek);
            ExecutionTime theirs = ExecutionTime.forCron(parser.parse(text));
            Occurrences ours = Crontab.parse(text);
            Instant at = SUNDAY_NOON;
            for (int n = 0; n < 20; n++) {
                ZonedDateTime expected =
                        theirs.nextExecution(at.atZone(ZoneOffset.UTC)).orElseThrow();
                at = ours.nextAfter(at);
                assertThat(at).as("seed %d, %s", seed, text).isEqualTo(expected.toInstant());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "every 31 hours",
                "every wed,fri of jan,jun 13:15",
                "5th fri of 2nd month of quarter 23:59",
                "31 of month 00:00",
                "0 0 29 2 *",
                "30 4 1,15 * 5",
                "59 23 31 12 *"
            })
    void nextAfter_anyInstant_isStrictlyLaterAndNothingLiesBetween(String text) {
        DueTimes schedule = exact(text);
        Random random = new Random(31);
        for (int i = 0; i < 200; i++) {
            Instant at = Instant.ofEpochSecond(
                    random.nextLong(-4_000_000_000L, 8_000_000_000L), random.nextInt(1_000_000_000));
            Instant next = schedule.nextAfter(at);
            assertThat(next).as("seed 31, after %s", at).isAfter(at);
            assertThat(next.getEpochSecond() % 60).isZero();
            if (!text.contains("hours")) {
                // Fixed times do not depend on where one looks from.
                assertThat(schedule.nextAfter(next.minusNanos(1)))
                        .as("seed 31, after %s", at)
                        .isEqualTo(next);
            }
        }
    }

    private static DueTimes exact(String text) {
        return Schedule.parse(text, ScheduleMode.EXACT).exactTimes();
    }

    private static List<Instant> take(Occurrences occurrences, Instant after, int count) {
        List<Instant> taken = new ArrayList<>();
        Instant at = after;
        for (int i = 0; i < count; i++) {
            at = occurrences.nextAfter(at);
            taken.add(at);
        }
        return taken;
    }
}
