package dev.assay.server.job.schedule;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the five fields of a crontab line, in the dialect that Cloud Scheduler documents: numbers, names of three
 * letters in any case, {@code *}, ranges, lists, and steps after {@code *} or a range. No {@code ?}, {@code L},
 * {@code W} or {@code #}, no seconds or years, no {@code @daily}.
 */
final class Crontab {

    private static final Pattern FIELD = Pattern.compile("\\S+");

    private final String text;
    private final Matcher fields;

    private Crontab(String text) {
        this.text = text;
        this.fields = FIELD.matcher(text);
    }

    static Occurrences parse(String text) {
        return new Crontab(text).line();
    }

    private Occurrences line() {
        Selection minutes = next(CrontabField.MINUTE);
        Selection hours = next(CrontabField.HOUR);
        Selection daysOfMonth = next(CrontabField.DAY_OF_MONTH);
        Selection months = next(CrontabField.MONTH);
        Selection daysOfWeek = next(CrontabField.DAY_OF_WEEK);
        if (fields.find()) {
            throw InvalidScheduleException.syntax(fields.start(), "the end after five fields", fields.group());
        }
        DayRule ofMonth = DayRule.daysOfMonth(months.values(), daysOfMonth.values());
        DayRule ofWeek = DayRule.weekdays(months.values(), daysOfWeek.values());
        // Unix cron: two restricted day fields mean either one.
        boolean either = !daysOfMonth.free() && !daysOfWeek.free();
        return new CalendarTimes(
                either ? ofMonth.or(ofWeek) : ofMonth.and(ofWeek), minutes(hours.values(), minutes.values()));
    }

    private Selection next(CrontabField field) {
        if (!fields.find()) {
            throw InvalidScheduleException.syntax(text.length(), "the " + field.label() + " field", "");
        }
        return new Selection(
                field.parse(fields.group(), fields.start()), fields.group().startsWith("*"));
    }

    /**
     * What one field selects.
     *
     * @param free whether the field begins with {@code *}. Unix cron then takes it as not restricting the day, even with a
     *     step, which narrows the days of the other field instead of adding to them.
     */
    private record Selection(BitSet values, boolean free) {}

    private static BitSet minutes(BitSet hours, BitSet minutesOfHour) {
        BitSet minutes = new BitSet(CalendarTimes.MINUTES_PER_DAY);
        hours.stream().forEach(hour -> minutesOfHour.stream().forEach(minute -> minutes.set(hour * 60 + minute)));
        return minutes;
    }
}
