package dev.assay.server.job.schedule;

import java.time.LocalDate;
import java.util.BitSet;

/** Which days of the calendar a schedule names. Months count from 1, days of the week from 0 (Sunday) to 6. */
@FunctionalInterface
interface DayRule {

    boolean includes(LocalDate day);

    /** Every day. */
    static DayRule everyDay() {
        return day -> true;
    }

    /** The given days of the given months. */
    static DayRule daysOfMonth(BitSet months, BitSet days) {
        return day -> months.get(day.getMonthValue()) && days.get(day.getDayOfMonth());
    }

    /** The given weekdays of the given months, however often they come in one. */
    static DayRule weekdays(BitSet months, BitSet weekdays) {
        return day -> months.get(day.getMonthValue()) && weekdays.get(weekday(day));
    }

    /** The given weekdays of the given months, each only where it comes the n-th time (1…5) in its month. */
    static DayRule ordinalWeekdays(BitSet months, BitSet ordinals, BitSet weekdays) {
        return weekdays(months, weekdays).and(day -> ordinals.get((day.getDayOfMonth() - 1) / 7 + 1));
    }

    /** The days both rules include. */
    default DayRule and(DayRule other) {
        return day -> includes(day) && other.includes(day);
    }

    /** The days at least one rule includes. */
    default DayRule or(DayRule other) {
        return day -> includes(day) || other.includes(day);
    }

    private static int weekday(LocalDate day) {
        return day.getDayOfWeek().getValue() % 7;
    }
}
