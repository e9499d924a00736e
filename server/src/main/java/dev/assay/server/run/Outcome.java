package dev.assay.server.run;

import java.time.Instant;
import java.util.Map;
import java.util.function.Function;

/** What a step of a run came to. */
sealed interface Outcome {
    /**
     * The run moves on, or ends.
     *
     * @param inTransaction what belongs into the transaction that moves it, from the time of that transaction to the run
     *     as it is then
     */
    record Move(Function<Instant, Run> inTransaction) implements Outcome {}

    /** The run stays in this step until the time given. */
    record Pause(Instant until) implements Outcome {}

    /** The step cannot be done, and trying again would not help. */
    record Failed(String reason, String message, Map<String, String> details) implements Outcome {}
}
