package dev.assay.server.job.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** The times a schedule names, in UTC, all of them whole minutes. */
interface Occurrences {

    /** Occurrences are counted from the start of this day, inclusive … */
    LocalDate WINDOW_START = LocalDate.of(2001, 1, 1);

    /**
     * … to the start of this one, exclusive. Eight years hold two leap days, and a fixed window gives one text the same
     * interval whenever its job is created.
     */
    LocalDate WINDOW_END = LocalDate.of(2009, 1, 1);

    /** What the occurrences inside the window span, or empty if fewer than two lie in it. */
    Optional<Span> spanInWindow();

    /**
     * The first occurrence strictly after an instant. Callers have seen to it that there is one: whatever occurs within
     * the window occurs again, because the calendar repeats itself every 400 years.
     */
    Instant nextAfter(Instant instant);

    /**
     * From the first occurrence to the last.
     *
     * @param minutes between the first and the last, more than 0
     * @param gaps between neighbours on that way, at least 1
     */
    record Span(long minutes, long gaps) {}
}
