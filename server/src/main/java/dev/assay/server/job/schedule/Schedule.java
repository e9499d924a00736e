package dev.assay.server.job.schedule;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A parsed schedule: crontab of five fields as Cloud Scheduler takes it, or the App Engine English grammar.
 *
 * <p>Runs follow only its mean interval, see {@link DueTimes}. {@link #nextAfter} tells the exact occurrences.
 */
public final class Schedule {

    /** The longest text that is looked at, in UTF-16 units. The longest crontab that says something new is shorter. */
    public static final int MAX_CHARACTERS = 1_000;

    /** What a crontab line looks like: it has no letters, or five fields whatever they are. */
    private static final Pattern CRONTAB = Pattern.compile("[0-9*/,?\\s-]*|\\s*\\S+(?:\\s+\\S+){4}\\s*");

    /** What only English has: its words, or the colon of a time of day. */
    private static final Pattern ENGLISH = Pattern.compile("\\b(?:every|of)\\b|:");

    private final String text;
    private final Occurrences occurrences;
    private final int meanIntervalDays;

    private Schedule(String text, Occurrences occurrences, int meanIntervalDays) {
        this.text = text;
        this.occurrences = occurrences;
        this.meanIntervalDays = meanIntervalDays;
    }

    /**
     * Reads a schedule.
     *
     * @throws InvalidScheduleException if the text is of neither grammar, names fewer than two times in the years 2001
     *     to 2008, or means more than one run a day
     */
    public static Schedule parse(String text) {
        if (text.isBlank()) {
            throw InvalidScheduleException.syntax(0, "a schedule such as \"every 24 hours\" or \"0 10 * * *\"", "");
        }
        if (text.length() > MAX_CHARACTERS) {
            throw InvalidScheduleException.meaning(text, "expected at most " + MAX_CHARACTERS + " characters");
        }
        Occurrences occurrences = looksLikeCrontab(text) ? Crontab.parse(text) : new English(text).timespec();
        return new Schedule(text, occurrences, meanIntervalDays(text, occurrences));
    }

    private static boolean looksLikeCrontab(String text) {
        return CRONTAB.matcher(text).matches() && !ENGLISH.matcher(text).find();
    }

    private static int meanIntervalDays(String text, Occurrences occurrences) {
        Occurrences.Span span = occurrences
                .spanInWindow()
                .orElseThrow(() -> InvalidScheduleException.meaning(
                        text, "expected at least two times between 2001-01-01 and 2009-01-01"));
        long minutesAtOncePerDay = span.gaps() * CalendarTimes.MINUTES_PER_DAY;
        if (span.minutes() < minutesAtOncePerDay) {
            throw InvalidScheduleException.meaning(text, "expected at least 24 hours between runs on average");
        }
        // Half up: floor(x + 1/2) = floor((2x + 1) / 2), in integers so that a tie is a tie.
        return Math.toIntExact((2 * span.minutes() + minutesAtOncePerDay) / (2 * minutesAtOncePerDay));
    }

    /** The text as the user gave it. */
    public String text() {
        return text;
    }

    /**
     * Days from one run to the next, at least 1: the mean gap over all occurrences in 2001-01-01…2009-01-01 UTC, rounded
     * half up. It depends on the text alone.
     */
    public int meanIntervalDays() {
        return meanIntervalDays;
    }

    /**
     * The first occurrence strictly after an instant, a whole minute. A plain {@code every N hours} has no fixed times:
     * its next occurrence is the given instant, seconds dropped, plus N hours.
     */
    public Instant nextAfter(Instant instant) {
        return occurrences.nextAfter(instant);
    }

    /** Schedules are equal if their texts are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Schedule that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
