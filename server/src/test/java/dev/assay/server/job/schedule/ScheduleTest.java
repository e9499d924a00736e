package dev.assay.server.job.schedule;

import static dev.assay.server.job.schedule.ScheduleMode.DAYS;
import static dev.assay.server.job.schedule.ScheduleMode.EXACT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The two grammars: which texts are schedules, of how many days, and what is said of those that are not. */
class ScheduleTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            every 24 hours                                      | 1
            every 50 hours                                      | 2
            every day 09:00                                     | 1
            every wed,fri of jan,jun 13:15                      | 20
            1st,3rd monday of month 15:30                       | 15
            first sunday of quarter 00:00                       | 91
            1st sunday of second,third month of quarter 23:25   | 45
            3,15,30 of month 09:00                              | 10
            every 25 hours                                      | 1
            every 35 hours                                      | 1
            every 36 hours                                      | 2
            every 024 hours                                     | 1
            every 1440 mins                                     | 1
            every 1440 minutes                                  | 1
            every 10080 minutes                                 | 7
            every 70127 hours                                   | 2922
            every 24 hours synchronized                         | 1
            every 1440 mins synchronized                        | 1
            every 24 hours from 09:00 to 17:00                  | 1
            every 12 hours from 09:00 to 20:59                  | 1
            every 3 hours from 23:00 to 01:00                   | 1
            every 1 minutes from 09:00 to 09:00                 | 1
            every monday 09:00                                  | 7
            every monday 9:00                                   | 7
            every mon,thu 09:00                                 | 4
            every mon,tue,wed,thu,fri 18:00                     | 1
            every monday,tuesday,wednesday,thursday,friday,saturday,sunday 09:00 | 1
            every sat,sunday of may 09:00                       | 38
            every day of january 09:00                          | 10
            every day of month 09:00                            | 1
            every sun of march,september 00:00                  | 40
            2nd tue 09:00                                       | 30
            5th fri of month 09:00                              | 87
            fourth thursday of november 00:00                   | 366
            1st sat,sun of month 00:00                          | 15
            1st,second,3rd,fourth,fifth mon 09:00               | 7
            1st,3rd,5th day 09:00                               | 10
            second day of quarter 09:00                         | 91
            4th day of 2nd month of quarter 00:00               | 91
            1st mon of 3rd month of quarter 09:00               | 91
            1 of 1st,2nd,third month of quarter 09:00           | 30
            1,15 of quarter 09:00                               | 45
            29 of feb 09:00                                     | 1461
            31 of month 09:00                                   | 53
            31 of feb,mar 09:00                                 | 365
            10 of december 23:59                                | 365
            every 24hours                                       | 1
            `  every   wed , fri of jan ,jun   13:15  `         | 20
            3 , 15, 30 of month 09:00                           | 10
            """)
    void parse_english(String text, int days) {
        assertThat(Schedule.parse(text, DAYS).meanIntervalDays()).isEqualTo(days);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            0 10 * * *            | 1
            `  59  23 * * *  `    | 1
            0 0 * * 0             | 7
            0 0 * * 7             | 7
            0 0 * * 0,7           | 7
            0 0 * * SUN           | 7
            0 0 * * 1-5           | 1
            0 0 * * MON-FRI       | 1
            0 0 * * SAT-SUN       | 3
            0 0 * * FRI-7         | 2
            0 0 * * SUN-MON       | 4
            30 6 * * mon,Wed,FRI  | 2
            0 0 * * 1,4           | 4
            15 3 1 * *            | 30
            0 0 1 1 *             | 365
            0 0 1,15 * *          | 15
            0 0 10-20/5,28 * *    | 8
            0 0 */2 * *           | 2
            0 0 */10 * *          | 9
            0 0 31 * *            | 53
            0 0 29 feb *          | 1461
            0 0 1 */3 *           | 91
            0 0 1 2-12/5 *        | 124
            0 0 * JAN-MAR MON     | 26
            0 0,12 * * 1          | 3
            0 0 1-31 * MON        | 1
            0 0 13 * FRI          | 6
            0 0 13 * */2          | 51
            0 0 */2 * MON         | 14
            0 0 1 jan mon         | 63
            0 10 1 6 0            | 65
            0 0 *,13 * MON        | 7
            """)
    void parse_crontab(String text, int days) {
        assertThat(Schedule.parse(text, DAYS).meanIntervalDays()).isEqualTo(days);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            every 2 feet                        | 9  | "hours", "mins" or "minutes" | "feet"
            every day 24:00                     | 11 | a time of day                | "24:00"
            every 24 hours 09:00                | 16 | the end                      | "09:00"
            every 1 hour                        | 9  | "hours", "mins" or "minutes" | "hour"
            every 2 days                        | 9  | "hours", "mins" or "minutes" | "days"
            1st funday of every month 10:12     | 5  | day of the week              | "funday"
            every 1 minutes from 09:00          | 27 | "to"                         | nothing
            every                               | 6  | day of the week              | nothing
            every 24                            | 9  | "hours", "mins" or "minutes" | nothing
            every 0 hours                       | 7  | a number above 0             | "0"
            every -24 hours                     | 7  | day of the week              | "-24"
            every 2.5 hours                     | 8  | "hours", "mins" or "minutes" | ".5"
            every 999999999 hours               | 7  | at most 8 digits             | "999999999"
            every 24 Hours                      | 10 | "hours", "mins" or "minutes" | "Hours"
            Every 24 hours                      | 1  | "every"                      | "Every"
            24 hours                            | 4  | "of"                         | "hours"
            every 24 hours from 9 to 17         | 21 | a time of day                | "9"
            every 24 hours from 09:00 to 25:00  | 30 | a time of day                | "25:00"
            every 24 hours synchronised         | 16 | the end                      | "synchronised"
            every 24 hours from 09:00 to 17:00 synchronized | 36 | the end          | "synchronized"
            every day                           | 10 | a time of day                | nothing
            every day 09:60                     | 11 | a time of day                | "09:60"
            every day 9                         | 11 | a time of day                | "9"
            every day 09:00 utc                 | 17 | the end                      | "utc"
            every day at 09:00                  | 11 | a time of day                | "at"
            every monday,                       | 14 | day of the week              | nothing
            every mon tue 09:00                 | 11 | a time of day                | "tue"
            every tues 09:00                    | 7  | day of the week              | "tues"
            every mon of 09:00                  | 14 | "month", "quarter"           | "09:00"
            every mon of juni 09:00             | 14 | "month", "quarter"           | "juni"
            monday 09:00                        | 1  | "every"                      | "monday"
            6th monday 09:00                    | 1  | an ordinal from 1st to 5th   | "6th"
            1st,every monday 09:00              | 5  | an ordinal from 1st to 5th   | "every"
            1st monday of 4th month of quarter 09:00 | 15 | (1st to 3rd)            | "4th"
            1st monday of 1st quarter 09:00     | 19 | "month"                      | "quarter"
            1st monday of 1st month 09:00       | 25 | "of"                         | "09:00"
            0 of month 09:00                    | 1  | (1 to 31)                    | "0"
            32 of month 09:00                   | 1  | (1 to 31)                    | "32"
            1,x of month 09:00                  | 3  | (1 to 31)                    | "x"
            15 09:00                            | 4  | "of"                         | "09:00"
            @daily                              | 1  | five crontab fields          | "@daily"
            ``                                  | 1  | a schedule such as           | nothing
            """)
    void parse_notEnglish(String text, int position, String expected, String got) {
        assertRefused(text, "at character " + position + ": expected ", expected, "got " + got);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            0                   | 2  | the hour field            | nothing
            0 10 * *            | 9  | the day of week field     | nothing
            0 10 * * * *        | 12 | the end after five fields | "*"
            60 * * * *          | 1  | minute (0 to 59)          | "60"
            -1 * * * *          | 1  | minute (0 to 59)          | nothing
            0 24 * * *          | 3  | hour (0 to 23)            | "24"
            0 0 0 * *           | 5  | day of month (1 to 31)    | "0"
            0 0 32 * *          | 5  | day of month (1 to 31)    | "32"
            0 0 1 0 *           | 7  | month (1 to 12)           | "0"
            0 0 1 13 *          | 7  | month (1 to 12)           | "13"
            0 0 * * 8           | 9  | day of week (0 to 7)      | "8"
            0 0 * * monday      | 9  | day of week (0 to 7)      | "monday"
            0 0 jan * *         | 5  | day of month (1 to 31)    | "jan"
            0 0 * mon *         | 7  | month (1 to 12)           | "mon"
            0 0 1 * ?           | 9  | day of week (0 to 7)      | "?"
            0 0 L * *           | 5  | day of month (1 to 31)    | "L"
            0 0 15W * *         | 5  | day of month (1 to 31)    | "15W"
            0 0 * * 1#2         | 9  | day of week (0 to 7)      | "1#2"
            5/15 0 1 * *        | 1  | a range before /          | "5/15"
            */0 0 1 * *         | 3  | minute step (1 to 59)     | "0"
            */90 0 1 * *        | 3  | minute step (1 to 59)     | "90"
            0 0 */x * *         | 7  | day of month step         | "x"
            0 0 */ * *          | 7  | day of month step         | nothing
            0 0 */2/2 * *       | 7  | day of month step         | "2/2"
            0 0 20-10 * *       | 5  | from low to high          | "20-10"
            0 0 * * FRI-MON     | 9  | from low to high          | "FRI-MON"
            0 0 1-2-3 * *       | 7  | day of month (1 to 31)    | "2-3"
            0 0 1,,2 * *        | 7  | day of month (1 to 31)    | nothing
            0 0 1, * *          | 7  | day of month (1 to 31)    | nothing
            5,x * * * *         | 3  | minute (0 to 59)          | "x"
            0 0 00001 * *       | 5  | day of month (1 to 31)    | "00001"
            0 0 ١ * *           | 5  | day of month (1 to 31)    | "١"
            """)
    void parse_notCrontab(String text, int position, String expected, String got) {
        assertRefused(text, "at character " + position + ": expected ", expected, "got " + got);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            every 1 minutes                     | at least 24 hours
            every 23 hours                      | at least 24 hours
            every 1439 mins                     | at least 24 hours
            every 1 hours synchronized          | at least 24 hours
            every 2 hours from 09:00 to 17:00   | at least 24 hours
            every 12 hours from 09:00 to 21:00  | at least 24 hours
            * * * * *                           | at least 24 hours
            0 */12 * * *                        | at least 24 hours
            */5 9-17 1 * *                      | at least 24 hours
            0 0,23 */2 * *                      | at least 24 hours
            every 70128 hours                   | at least two times
            every 99999999 hours                | at least two times
            5th sunday of feb 09:00             | at least two times
            0 0 30 2 *                          | at least two times
            0 0 31 4,6,9,11 *                   | at least two times
            every 7 hours synchronized          | divides 24 hours
            every 48 hours synchronized         | divides 24 hours
            31 of feb 09:00                     | days that one of its months has, got 31
            30 of feb 09:00                     | days that one of its months has, got 30
            3,31 of feb,apr,nov 09:00           | days that one of its months has, got 31
            """)
    void parse_grammaticalButRefused(String text, String reason) {
        assertRefused(text, '"' + text + '"', reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            every 1 minutes                  | 1
            * * * * *                        | 1
            every 12 hours from 09:00 to 21:00 | 1
            0 0,23 */2 * *                   | 1
            every day 09:00                  | 1
            every 50 hours                   | 2
            1st,3rd monday of month 15:30    | 15
            every 70128 hours                | 2922
            5th sunday of feb 09:00          | 2922
            """)
    void parse_exactly_takesWhatDaysRefuse_andHoldsItToWhatDaysCanSay(String text, int days) {
        assertThat(Schedule.parse(text, EXACT).meanIntervalDays()).isEqualTo(days);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 0 30 2 *             | days that the calendar has
            * * 31 4,6,9,11 *      | days that the calendar has
            30 of feb 09:00        | days that one of its months has, got 30
            every 7 hours synchronized | divides 24 hours
            every 1 hour           | "hours"
            0 24 * * *             | hour (0 to 23)
            """)
    void parse_exactly_refusesWhatNeverComes(String text, String reason) {
        assertThatExceptionOfType(InvalidScheduleException.class)
                .isThrownBy(() -> Schedule.parse(text, EXACT))
                .withMessageContaining(reason);
    }

    @Test
    void parse_tooLong() {
        assertRefused("every day 09:00" + " ".repeat(Schedule.MAX_CHARACTERS), "at most 1000 characters");
        assertThat(Schedule.parse(" ".repeat(Schedule.MAX_CHARACTERS - 15) + "every day 09:00", DAYS)
                        .meanIntervalDays())
                .isEqualTo(1);
    }

    @Test
    void parse_longOffendingValue_isCut() {
        assertThatExceptionOfType(InvalidScheduleException.class)
                .isThrownBy(() -> Schedule.parse("every " + "x".repeat(500), DAYS))
                .withMessageContaining("x".repeat(100) + "…\"")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void parse_schedulesWithMillionsOfOccurrences_isFast() {
        parseAll(100);
        long start = System.nanoTime();
        parseAll(20);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(20 * 20));
    }

    private static void parseAll(int times) {
        for (int i = 0; i < times; i++) {
            assertRefused("* * * * *", "24 hours");
            assertRefused("every 1 minutes from 00:00 to 23:59", "24 hours");
            assertThat(Schedule.parse("0 0 29 2 *", DAYS).meanIntervalDays()).isEqualTo(1461);
        }
    }

    @Test
    void equals_byText() {
        assertThat(Schedule.parse("every 24 hours", DAYS))
                .isEqualTo(Schedule.parse("every 24 hours", DAYS))
                .hasSameHashCodeAs(Schedule.parse("every 24 hours", DAYS))
                .isNotEqualTo(Schedule.parse("every  24 hours", DAYS))
                .hasToString("every 24 hours");
    }

    private static void assertRefused(String text, String... message) {
        assertThatExceptionOfType(InvalidScheduleException.class)
                .as("schedule %s", text)
                .isThrownBy(() -> Schedule.parse(text, DAYS))
                .satisfies(e -> assertThat(e.getMessage()).contains(message));
    }
}
