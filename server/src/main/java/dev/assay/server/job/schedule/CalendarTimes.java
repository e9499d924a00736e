package dev.assay.server.job.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.Optional;

/**
 * The same minutes on every day that a rule includes. This is all that crontab and the App Engine grammar can say with
 * times of day, and it makes counting cheap: a pass over the days of the window, however many minutes each one has.
 */
final class CalendarTimes implements Occurrences {

    static final int MINUTES_PER_DAY = 24 * 60;

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
    public Instant nextAfter(Instant instant) {
        LocalDateTime from = LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.MINUTES)
                .plusMinutes(1);
        LocalDate day = from.toLocalDate();
        int minute = minutes.nextSetBit(from.toLocalTime().toSecondOfDay() / 60);
        if (minute < 0 || !days.includes(day)) {
            day = nextDay(day);
            minute = minutes.nextSetBit(0);
        }
        return day.atStartOfDay().plusMinutes(minute).toInstant(ZoneOffset.UTC);
    }

    private LocalDate nextDay(LocalDate after) {
        LocalDate day = after;
        for (int i = 0; i < DAYS_IN_400_YEARS; i++) {
            day = day.plusDays(1);
            if (days.includes(day)) {
                return day;
            }
        }
        throw new IllegalStateException("no day of the calendar is included");
    }
}
