package dev.assay.server.job.schedule;

import dev.assay.server.job.schedule.EnglishTokens.Kind;
import dev.assay.server.job.schedule.EnglishTokens.Token;
import java.time.Month;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Reads the schedule language of App Engine's cron files by recursive descent; each method is one rule of it:
 *
 * <pre>
 * timespec     := specifictime | interval
 * interval     := "every" N ("hours"|"mins"|"minutes") [ "from" HH:MM "to" HH:MM | "synchronized" ]
 * specifictime := ( (ordinals weekdays | monthdays) "of" (monthspec | quarterspec) | ordinals weekdays ) HH:MM
 * ordinals     := "every" | ordinal ("," ordinal)*
 * weekdays     := "day" | weekday ("," weekday)*
 * monthdays    := N ("," N)*
 * monthspec    := "month" | month ("," month)*
 * quarterspec  := "quarter" | q ("," q)* "month" "of" "quarter"
 * </pre>
 *
 * Meaning beyond the grammar follows App Engine's own scheduler: {@code <ordinal> day} is a day of the month,
 * {@code quarter} its first month, {@code synchronized} counts from midnight and wants an interval that divides a day,
 * {@code from … to} starts anew at its first time each day and may reach past midnight. The hour may lack its leading
 * zero, as there.
 */
final class English {

    private static final int MAX_INTERVAL_DIGITS = 8;

    private static final Map<String, Integer> ORDINALS =
            numbered(1, "1st first", "2nd second", "3rd third", "4th fourth", "5th fifth");

    private static final Map<String, Integer> WEEKDAYS = numbered(
            0,
            "sun sunday",
            "mon monday",
            "tue tuesday",
            "wed wednesday",
            "thu thursday",
            "fri friday",
            "sat saturday");

    private static final Map<String, Integer> MONTHS = numbered(
            1,
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep september",
            "oct october",
            "nov november",
            "dec december");

    private final String text;
    private final EnglishTokens tokens;

    English(String text) {
        this.text = text;
        this.tokens = new EnglishTokens(text);
    }

    /** The whole text. */
    Occurrences timespec() {
        Occurrences occurrences;
        if (tokens.accept("every")) {
            occurrences = tokens.at(Kind.NUMBER) ? interval() : specificTime(weekdays(range(1, 5), true));
        } else if (ORDINALS.containsKey(tokens.peek().text())) {
            BitSet ordinals = list(() -> named(ORDINALS, "an ordinal from 1st to 5th"));
            occurrences = specificTime(weekdays(ordinals, false));
        } else if (tokens.at(Kind.NUMBER)) {
            occurrences = monthDays();
        } else {
            throw tokens.unexpected("\"every\", an ordinal from 1st to 5th, days of the month, or five crontab fields");
        }
        if (!tokens.at(Kind.END)) {
            throw tokens.unexpected("the end");
        }
        return occurrences;
    }

    private Occurrences interval() {
        Token number = tokens.next();
        int interval = intervalNumber(number);
        long minutes;
        if (tokens.accept("hours")) {
            minutes = interval * 60L;
        } else if (tokens.accept("mins") || tokens.accept("minutes")) {
            minutes = interval;
        } else {
            throw tokens.unexpected("\"hours\", \"mins\" or \"minutes\"");
        }
        if (tokens.accept("from")) {
            int from = time();
            tokens.expect("to");
            return within(minutes, from, time());
        }
        if (tokens.accept("synchronized")) {
            if (CalendarTimes.MINUTES_PER_DAY % minutes != 0) {
                throw InvalidScheduleException.meaning(
                        text, "\"synchronized\" expects an interval that divides 24 hours evenly");
            }
            return within(minutes, 0, CalendarTimes.MINUTES_PER_DAY - 1);
        }
        return new FixedGap(minutes);
    }

    private static int intervalNumber(Token number) {
        int interval = number.text().length() > MAX_INTERVAL_DIGITS ? 0 : Integer.parseInt(number.text());
        if (interval == 0) {
            throw InvalidScheduleException.syntax(
                    number.offset(), "a number above 0 of at most " + MAX_INTERVAL_DIGITS + " digits", number.text());
        }
        return interval;
    }

    /** Every so many minutes from one time of day to another, both inclusive; the latter may be of the next day. */
    private static Occurrences within(long step, int from, int to) {
        int length = Math.floorMod(to - from, CalendarTimes.MINUTES_PER_DAY);
        BitSet minutes = new BitSet(CalendarTimes.MINUTES_PER_DAY);
        for (long minute = 0; minute <= length; minute += step) {
            minutes.set((int) ((from + minute) % CalendarTimes.MINUTES_PER_DAY));
        }
        return new CalendarTimes(DayRule.everyDay(), minutes);
    }

    /** Weekdays, then the rest of the rule that says in which months. */
    private DayRule weekdays(BitSet ordinals, boolean every) {
        if (tokens.accept("day")) {
            BitSet days = every ? range(1, 31) : ordinals;
            return DayRule.daysOfMonth(optionalMonths(), days);
        }
        BitSet weekdays = list(() -> named(WEEKDAYS, "\"day\" or a day of the week"));
        return DayRule.ordinalWeekdays(optionalMonths(), ordinals, weekdays);
    }

    private BitSet optionalMonths() {
        return tokens.accept("of") ? monthsOrQuarter() : range(1, 12);
    }

    private Occurrences specificTime(DayRule days) {
        return CalendarTimes.daily(days, time());
    }

    private Occurrences monthDays() {
        BitSet days = list(this::dayOfMonth);
        tokens.expect("of");
        BitSet months = monthsOrQuarter();
        int longest =
                months.stream().map(month -> Month.of(month).maxLength()).max().orElseThrow();
        if (days.length() - 1 > longest) {
            throw InvalidScheduleException.meaning(
                    text, "expected days that one of its months has, got " + (days.length() - 1));
        }
        return specificTime(DayRule.daysOfMonth(months, days));
    }

    private int dayOfMonth() {
        Token token = tokens.peek();
        int day = token.kind() == Kind.NUMBER && token.text().length() <= 2 ? Integer.parseInt(token.text()) : 0;
        if (day < 1 || day > 31) {
            throw tokens.unexpected("a day of the month (1 to 31)");
        }
        tokens.next();
        return day;
    }

    private BitSet monthsOrQuarter() {
        if (tokens.accept("month")) {
            return range(1, 12);
        }
        if (tokens.accept("quarter")) {
            return everyQuarter(1);
        }
        if (!ORDINALS.containsKey(tokens.peek().text())) {
            return list(() -> named(MONTHS, "\"month\", \"quarter\", a month or an ordinal from 1st to 3rd"));
        }
        BitSet ofQuarter = list(this::monthOfQuarter);
        tokens.expect("month");
        tokens.expect("of");
        tokens.expect("quarter");
        BitSet months = new BitSet();
        ofQuarter.stream().forEach(month -> months.or(everyQuarter(month)));
        return months;
    }

    private int monthOfQuarter() {
        if (ORDINALS.getOrDefault(tokens.peek().text(), 0) > 3) {
            throw tokens.unexpected("a month of the quarter (1st to 3rd)");
        }
        return named(ORDINALS, "a month of the quarter (1st to 3rd)");
    }

    /** The time of day, in minutes. */
    private int time() {
        if (tokens.at(Kind.TIME)) {
            String[] parts = tokens.peek().text().split(":", -1);
            int hour = Integer.parseInt(parts[0]);
            int minute = Integer.parseInt(parts[1]);
            if (hour < 24 && minute < 60) {
                tokens.next();
                return hour * 60 + minute;
            }
        }
        throw tokens.unexpected("a time of day from 00:00 to 23:59");
    }

    private int named(Map<String, Integer> names, String expected) {
        Integer value = names.get(tokens.peek().text());
        if (value == null) {
            throw tokens.unexpected(expected);
        }
        tokens.next();
        return value;
    }

    /** One or more items, between commas. */
    private BitSet list(IntSupplier item) {
        BitSet items = new BitSet();
        do {
            items.set(item.getAsInt());
        } while (tokens.accept(","));
        return items;
    }

    /** Numbers words from {@code first} on; those that share a text share a number. */
    private static Map<String, Integer> numbered(int first, String... words) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < words.length; i++) {
            for (String word : words[i].split(" ", -1)) {
                numbers.put(word, first + i);
            }
        }
        return Map.copyOf(numbers);
    }

    private static BitSet range(int first, int last) {
        BitSet range = new BitSet(last + 1);
        range.set(first, last + 1);
        return range;
    }

    /** The first, second or third month of each quarter. */
    private static BitSet everyQuarter(int month) {
        BitSet months = new BitSet();
        for (int first = 0; first < 12; first += 3) {
            months.set(first + month);
        }
        return months;
    }
}
