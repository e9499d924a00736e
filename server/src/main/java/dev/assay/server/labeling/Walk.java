package dev.assay.server.labeling;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a person without further questions is in the pool of a task: what this process remembers of its own looking, so
 * that it need not look at the same items again. Nothing is lost with it but time.
 *
 * <p>Items come back ahead of everybody. Yet one may be left behind: it was locked when the person came by, or a clock was
 * slow. So whoever has come to the end goes through the pool once more from its beginning, now and then.
 */
final class Walk {
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(10);

    private @Nullable Long front;
    private long back = -1;
    private Instant nextRound = Instant.MIN;

    /** From where on nothing was looked at yet; null for where the person is. */
    synchronized @Nullable Long front() {
        return front;
    }

    synchronized void lookedTo(long position) {
        front = front == null ? position : Math.max(front, position);
    }

    /** How far the round from the beginning has come; null while it is not time for one. */
    synchronized @Nullable Long back(Instant now) {
        return now.isBefore(nextRound) ? null : (Long) back;
    }

    synchronized void lookedBackTo(long position) {
        back = Math.max(back, position);
    }

    /** The round is over. */
    synchronized void endRound(Instant now) {
        back = -1;
        nextRound = now.plus(BETWEEN_ROUNDS);
    }
}
