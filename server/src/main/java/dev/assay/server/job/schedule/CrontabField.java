package dev.assay.server.job.schedule;

import com.google.common.collect.ImmutableList;
import java.util.BitSet;
import java.util.Locale;

/** One of the five fields of a crontab line: its range, its names, and how its text is read. */
enum CrontabField {
    MINUTE("minute", 0, 59, ImmutableList.of()),
    HOUR("hour", 0, 23, ImmutableList.of()),
    DAY_OF_MONTH("day of month", 1, 31, ImmutableList.of()),
    MONTH(
            "month",
            1,
            12,
            ImmutableList.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    /** Both 0 and 7 are Sunday. */
    DAY_OF_WEEK("day of week", 0, 7, ImmutableList.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

    private static final int SUNDAY_AS_LAST = 7;

    private final String label;
    private final int min;
    private final int max;
    private final ImmutableList<String> names;

    CrontabField(String label, int min, int max, ImmutableList<String> names) {
        this.label = label;
        this.min = min;
        this.max = max;
        this.names = names;
    }

    /** What the field is called in a message. */
    String label() {
        return label;
    }

    /**
     * The values a field selects: a list of {@code *}, values and ranges, the first and last with an optional
     * {@code /step}. Sunday is always 0.
     *
     * @param offset of the field in the whole text, for messages
     * @throws InvalidScheduleException if the text is not such a list or a value is out of range
     */
    BitSet parse(String text, int offset) {
        BitSet selected = new BitSet(max + 1);
        int start = 0;
        while (start <= text.length()) {
            int comma = text.indexOf(',', start);
            int end = comma < 0 ? text.length() : comma;
            addElement(selected, text.substring(start, end), offset + start);
            start = end + 1;
        }
        if (this == DAY_OF_WEEK && selected.get(SUNDAY_AS_LAST)) {
            selected.clear(SUNDAY_AS_LAST);
            selected.set(0);
        }
        return selected;
    }

    private void addElement(BitSet selected, String element, int offset) {
        int slash = element.indexOf('/');
        String range = slash < 0 ? element : element.substring(0, slash);
        int dash = range.indexOf('-');
        int from = min;
        int to = max;
        if (dash >= 0) {
            from = value(range.substring(0, dash), offset);
            to = rangeEnd(range.substring(dash + 1), offset + dash + 1);
        } else if (!range.equals("*")) {
            from = value(range, offset);
            to = from;
            if (slash >= 0) {
                // Cron dialects disagree on what 5/15 selects, so it has to be said in full.
                throw InvalidScheduleException.syntax(
                        offset, "* or a range before /, as in " + from + "-" + max + "/2", element);
            }
        }
        if (from > to) {
            throw InvalidScheduleException.syntax(offset, label + " range from low to high", range);
        }
        int step = slash < 0 ? 1 : step(element.substring(slash + 1), offset + slash + 1);
        for (int value = from; value <= to; value += step) {
            selected.set(value);
        }
    }

    /** As a value, but Sunday by name closes a week, so that SAT-SUN is the two days it looks like. */
    private int rangeEnd(String text, int offset) {
        return this == DAY_OF_WEEK && text.equalsIgnoreCase(names.get(0)) ? SUNDAY_AS_LAST : value(text, offset);
    }

    private int value(String text, int offset) {
        int name = names.indexOf(text.toLowerCase(Locale.ROOT));
        if (name >= 0) {
            // Months count from 1, days of the week from 0: a name's place plus the smallest value, either way.
            return name + min;
        }
        return number(text, offset, min, max, label);
    }

    private int step(String text, int offset) {
        // A step beyond the range would quietly select its first value only: every 90 minutes cannot be said this way.
        return number(text, offset, 1, max, label + " step");
    }

    private int number(String text, int offset, int least, int most, String what) {
        boolean digits = !text.isEmpty() && text.length() <= 4 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int number = digits ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            String orName = what.equals(label) && !names.isEmpty() ? " or a name such as " + names.get(1) : "";
            throw InvalidScheduleException.syntax(offset, what + " (" + least + " to " + most + ")" + orName, text);
        }
        return number;
    }
}
