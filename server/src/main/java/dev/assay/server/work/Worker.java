package dev.assay.server.work;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Does one kind of work, a step at a time. */
public interface Worker {
    /** The kind it does. */
    WorkKind kind();

    /**
     * Does the next step. Its writes carry the claim's fence. If the work is over, its last transaction has removed it.
     *
     * @param clock tells the time to steps that take long
     * @return when the next step is due, if any is
     */
    Next step(Claim claim, InstantSource clock);

    /**
     * Gives up after a step has failed for the last time. The work must be removed.
     *
     * @param failure what the last try threw
     */
    void giveUp(Claim claim, Throwable failure, Instant now);

    /**
     * What follows a step.
     *
     * @param wakeTime when the next step is due; {@link Instant#MAX} waits for a wake-up; null if the work is over and
     *     its row removed
     */
    record Next(@Nullable Instant wakeTime) {
        /** The work is over. */
        public static final Next DONE = new Next(null);
    }
}
