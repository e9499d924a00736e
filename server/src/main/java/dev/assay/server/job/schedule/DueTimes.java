package dev.assay.server.job.schedule;

import java.time.Instant;
import java.time.LocalTime;
import java.util.Optional;

/**
 * When the runs of a job are due. The times need not be kept: each follows from the one before, whichever rule that one
 * came from, so a job whose server was told another rule goes on by the new one after the due time that stands.
 *
 * <p>Answers are exact and cheap however long the server was away.
 */
public interface DueTimes {

    /** The first due time of a job made at this time: strictly later. */
    Instant first(Instant createTime);

    /** The due time that follows another. */
    Instant nextAfter(Instant due);

    /** The due times from {@code due}, which is one, to {@code until}, both included; empty if there is none. */
    Optional<Covered> covered(Instant due, Instant until);

    /**
     * Every so many days of 24 hours at one time of day.
     *
     * @param days from one due time to the next, at least 1, see {@link Schedule#meanIntervalDays()}
     * @param runAt the time of day in UTC, a whole second
     */
    static DueTimes everyDays(int days, LocalTime runAt) {
        return new EveryDays(days, runAt);
    }

    /**
     * A row of neighbouring due times.
     *
     * @param first of them
     * @param last of them, the same as the first if there is one only
     * @param count at least 1
     */
    record Covered(Instant first, Instant last, long count) {}
}
