package dev.assay.server.job.schedule;

import dev.assay.server.vocabulary.Shown;

/**
 * A schedule text that cannot be used. The message is meant for the user who wrote it: what was wrong and where, what
 * was expected, and the offending text cut short.
 */
public final class InvalidScheduleException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private InvalidScheduleException(String message) {
        super(message);
    }

    /** The text is not of the grammar: at {@code offset} (from 0) stands {@code found} where something else must. */
    static InvalidScheduleException syntax(int offset, String expected, String found) {
        String got = found.isEmpty() ? "nothing" : Shown.value(found);
        return new InvalidScheduleException("at character " + (offset + 1) + ": expected " + expected + ", got " + got);
    }

    /** The text is of the grammar, but the schedule it describes is refused. */
    static InvalidScheduleException meaning(String text, String reason) {
        return new InvalidScheduleException(Shown.value(text) + ": " + reason);
    }
}
