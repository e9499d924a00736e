package dev.assay.server.job.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The same minutes on every day that a rule includes. This is all that crontab and the App Engine grammar can say with
 * times of day, and it makes counting cheap: a pass over the days of the window, however many minutes each one has.
 */
final class CalendarTimes implements Occurrences {

    static final int MINUTES_PER_DAY = 24 * 60;

    private static final int SECONDS_PER_MINUTE = 60;

    /** Days after which the Gregorian calendar, weekdays included, repeats itself. */
    private static final int DAYS_IN_400_YEARS = 146_097;

    private final DayRule days;
    private final BitSet minutes;

    /** @param minutes of the day, 0 to 1439, at least one */
    CalendarTimes(DayRule days, BitSet minutes) {
        if (minutes.isEmpty() || minutes.length() > MINUTES_PER_DAY) {
            throw new IllegalArgumentException("minutes of the day: " + minutes);
        }
        this.days = days;
        this.minutes = (BitSet) minutes.clone();
    }

    /** @param minute of the day, 0 to 1439 */
    static CalendarTimes daily(DayRule days, int minute) {
        BitSet minutes = new BitSet(MINUTES_PER_DAY);
        minutes.set(minute);
        return new CalendarTimes(days, minutes);
    }

    @Override
    public Optional<Span> spanInWindow() {
        long first = WINDOW_START.toEpochDay();
        long end = WINDOW_END.toEpochDay();
        long firstDay = -1;
        long lastDay = -1;
        long count = 0;
        for (long day = first; day < end; day++) {
            if (days.includes(LocalDate.ofEpochDay(day))) {
                firstDay = count == 0 ? day : firstDay;
                lastDay = day;
                count++;
            }
        }
        long occurrences = count * minutes.cardinality();
        if (occurrences < 2) {
            return Optional.empty();
        }
        long span = (lastDay - firstDay) * MINUTES_PER_DAY + minutes.length() - 1 - minutes.nextSetBit(0);
        return Optional.of(new Span(span, occurrences - 1));
    }

    @Override
    public boolean occurs() {
        return nextDay(WINDOW_START) != null;
    }

    @Override
    public Instant nextAfter(Instant instant) {
        long from = minuteOf(instant) + 1;
        LocalDate day = dayOf(from);
        int minute = minutes.nextSetBit(minuteOfDay(from));
        if (minute < 0 || !days.includes(day)) {
            day = nextDay(day);
            minute = minutes.nextSetBit(0);
        }
        if (day == null) {
            throw new IllegalStateException("no day of the calendar is included");
        }
        return instantOf(day.toEpochDay(), minute);
    }

    @Override
    public Optional<Covered> between(Instant after, Instant until) {
        long from = minuteOf(after) + 1;
        long to = minuteOf(until);
        long count = from > to ? 0 : count(from, to);
        return count == 0 ? Optional.empty() : Optional.of(new Covered(nextAfter(after), lastUntil(to), count));
    }

    /** How many occurrences lie from one minute to another, both included and counted since 1970. */
    private long count(long from, long to) {
        long firstDay = Math.floorDiv(from, MINUTES_PER_DAY);
        long lastDay = Math.floorDiv(to, MINUTES_PER_DAY);
        int first = minuteOfDay(from);
        int end = minuteOfDay(to) + 1;
        if (firstDay == lastDay) {
            return countOn(firstDay, first, end);
        }
        return countOn(firstDay, first, MINUTES_PER_DAY)
                + daysIn(firstDay + 1, lastDay) * minutes.cardinality()
                + countOn(lastDay, 0, end);
    }

    private long countOn(long day, int from, int end) {
        return days.includes(LocalDate.ofEpochDay(day)) ? minutes.get(from, end).cardinality() : 0;
    }

    /** How many days are included from one to another, the latter excluded: a look at each day of 400 years at most. */
    private long daysIn(long from, long end) {
        long length = Math.max(0, end - from);
        long cycles = length / DAYS_IN_400_YEARS;
        long rest = includedIn(from, from + length % DAYS_IN_400_YEARS);
        return cycles == 0 ? rest : cycles * includedIn(from, from + DAYS_IN_400_YEARS) + rest;
    }

    private long includedIn(long from, long end) {
        return LongStream.range(from, end)
                .filter(day -> days.includes(LocalDate.ofEpochDay(day)))
                .count();
    }

    /** The last occurrence at or before a minute, of which there is one. */
    private Instant lastUntil(long minute) {
        long day = Math.floorDiv(minute, MINUTES_PER_DAY);
        int last = minutes.previousSetBit(minuteOfDay(minute));
        while (last < 0 || !days.includes(LocalDate.ofEpochDay(day))) {
            day--;
            last = minutes.length() - 1;
        }
        return instantOf(day, last);
    }

    private @Nullable LocalDate nextDay(LocalDate after) {
        LocalDate day = after;
        for (int i = 0; i < DAYS_IN_400_YEARS; i++) {
            day = day.plusDays(1);
            if (days.includes(day)) {
                return day;
            }
        }
        return null;
    }

    private static long minuteOf(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), SECONDS_PER_MINUTE);
    }

    private static LocalDate dayOf(long minute) {
        return LocalDate.ofEpochDay(Math.floorDiv(minute, MINUTES_PER_DAY));
    }

    private static int minuteOfDay(long minute) {
        return Math.floorMod(minute, MINUTES_PER_DAY);
    }

    private static Instant instantOf(long day, int minute) {
        return Instant.ofEpochSecond((day * MINUTES_PER_DAY + minute) * SECONDS_PER_MINUTE);
    }
}
