package dev.assay.server.labeling;

import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One item for one person.
 *
 * @param item number of the item in its task
 * @param itemId of the item in its dataset
 * @param number of the lease, which whoever answers must name
 * @param endTime when the last lease ended, by an answer or otherwise; null while one lasts
 * @param expiries how many leases ran out
 * @param answer what the person said, if they did
 * @param requestId under which they said it; may be empty
 * @param skipReason why the person skipped it, if they did
 * @param draft an answer that could not be taken, kept for the person
 */
public record Question(
        ResourceName name,
        Person person,
        long item,
        String itemId,
        State state,
        long number,
        Instant leaseTime,
        Instant leaseEnd,
        @Nullable Instant endTime,
        int expiries,
        @Nullable AnswerText answer,
        String requestId,
        String skipReason,
        @Nullable AnswerText draft) {
    /** How a question stands. */
    public enum State {
        /** The person has it, until the end of the lease. */
        LEASED,
        /** The person answered. */
        ANSWERED,
        /** The person does not want it. */
        SKIPPED,
        /** The lease ran out; the person may get it again. */
        EXPIRED,
        /** The person gave it back; the person may get it again. */
        RELEASED
    }
}
