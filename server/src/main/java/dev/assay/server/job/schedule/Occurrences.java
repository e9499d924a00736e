package dev.assay.server.job.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** The times a schedule names, in UTC, all of them whole minutes; they are its exact due times. */
interface Occurrences extends DueTimes {

    /** Occurrences are counted from the start of this day, inclusive … */
    LocalDate WINDOW_START = LocalDate.of(2001, 1, 1);

    /**
     * … to the start of this one, exclusive. Eight years hold two leap days, and a fixed window gives one text the same
     * interval whenever its job is created.
     */
    LocalDate WINDOW_END = LocalDate.of(2009, 1, 1);

    /** What the occurrences inside the window span, or empty if fewer than two lie in it. */
    Optional<Span> spanInWindow();

    /** Whether it occurs at all. What does so once does so again, because the calendar repeats itself every 400 years. */
    boolean occurs();

    /** The first occurrence strictly after an instant. Callers have seen to it that there is one. */
    @Override
    Instant nextAfter(Instant instant);

    /** The occurrences strictly after an instant and not after another; empty if there is none. */
    Optional<Covered> between(Instant after, Instant until);

    @Override
    default Instant first(Instant createTime) {
        return nextAfter(createTime);
    }

    @Override
    default Optional<Covered> covered(Instant due, Instant until) {
        if (until.isBefore(due)) {
            return Optional.empty();
        }
        return Optional.of(between(due, until)
                .map(later -> new Covered(due, later.last(), later.count() + 1))
                .orElseGet(() -> new Covered(due, due, 1)));
    }

    /**
     * From the first occurrence to the last.
     *
     * @param minutes between the first and the last, more than 0
     * @param gaps between neighbours on that way, at least 1
     */
    record Span(long minutes, long gaps) {}
}
