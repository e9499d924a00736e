package dev.assay.server.job.schedule;

import java.util.regex.Pattern;

/**
 * A parsed schedule: crontab of five fields as Cloud Scheduler takes it, or the App Engine English grammar.
 *
 * <p>It is up to the server's {@link ScheduleMode} whether runs follow only its mean interval or its exact times.
 */
public final class Schedule {

    /** The longest text that is looked at, in UTF-16 units. The longest crontab that says something new is shorter. */
    public static final int MAX_CHARACTERS = 1_000;

    /** What a crontab line looks like: it has no letters, or five fields whatever they are. */
    private static final Pattern CRONTAB = Pattern.compile("[0-9*/,?\\s-]*|\\s*\\S+(?:\\s+\\S+){4}\\s*");

    /** What only English has: its words, or the colon of a time of day. */
    private static final Pattern ENGLISH = Pattern.compile("\\b(?:every|of)\\b|:");

    private static final int WINDOW_DAYS =
            Math.toIntExact(Occurrences.WINDOW_END.toEpochDay() - Occurrences.WINDOW_START.toEpochDay());

    private final String text;
    private final Occurrences occurrences;

    private Schedule(String text, Occurrences occurrences) {
        this.text = text;
        this.occurrences = occurrences;
    }

    /**
     * Reads a schedule. What {@link ScheduleMode#DAYS} takes, {@link ScheduleMode#EXACT} takes as well.
     *
     * @throws InvalidScheduleException if the text is of neither grammar; in days, if it names fewer than two times in the
     *     years 2001 to 2008, or means more than one run a day; exactly, if it names no time at all
     */
    public static Schedule parse(String text, ScheduleMode mode) {
        if (text.isBlank()) {
            throw InvalidScheduleException.syntax(0, "a schedule such as \"every 24 hours\" or \"0 10 * * *\"", "");
        }
        if (text.length() > MAX_CHARACTERS) {
            throw InvalidScheduleException.meaning(text, "expected at most " + MAX_CHARACTERS + " characters");
        }
        Occurrences occurrences = looksLikeCrontab(text) ? Crontab.parse(text) : new English(text).timespec();
        switch (mode) {
            case DAYS -> requireDays(text, occurrences);
            case EXACT -> {
                if (!occurrences.occurs()) {
                    throw InvalidScheduleException.meaning(text, "expected days that the calendar has");
                }
            }
        }
        return new Schedule(text, occurrences);
    }

    private static boolean looksLikeCrontab(String text) {
        return CRONTAB.matcher(text).matches() && !ENGLISH.matcher(text).find();
    }

    private static void requireDays(String text, Occurrences occurrences) {
        Occurrences.Span span = occurrences
                .spanInWindow()
                .orElseThrow(() -> InvalidScheduleException.meaning(
                        text, "expected at least two times between 2001-01-01 and 2009-01-01"));
        if (span.minutes() < minutesAtOncePerDay(span)) {
            throw InvalidScheduleException.meaning(text, "expected at least 24 hours between runs on average");
        }
    }

    private static int days(Occurrences.Span span) {
        long minutesAtOncePerDay = minutesAtOncePerDay(span);
        // Half up: floor(x + 1/2) = floor((2x + 1) / 2), in integers so that a tie is a tie.
        return Math.toIntExact((2 * span.minutes() + minutesAtOncePerDay) / (2 * minutesAtOncePerDay));
    }

    private static long minutesAtOncePerDay(Occurrences.Span span) {
        return span.gaps() * CalendarTimes.MINUTES_PER_DAY;
    }

    /** The text as the user gave it. */
    public String text() {
        return text;
    }

    /**
     * Days from one run to the next: the mean gap over all occurrences in 2001-01-01…2009-01-01 UTC, rounded half up. It
     * depends on the text alone. Schedules that only {@link ScheduleMode#EXACT} takes are held to what days can say: those
     * that mean more than one run a day to 1, those with fewer than two occurrences to the 2,922 days of those years.
     */
    public int meanIntervalDays() {
        return occurrences.spanInWindow().map(span -> Math.max(1, days(span))).orElse(WINDOW_DAYS);
    }

    /**
     * The occurrences as due times, whole minutes. A plain {@code every N hours} has no fixed ones: they count from the
     * instant that is given, seconds dropped, so from the creation of a job on.
     */
    public DueTimes exactTimes() {
        return occurrences;
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
