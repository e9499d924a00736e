package dev.assay.server.sampling;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One entry of a batch, as it came in. */
public sealed interface Offered {
    /**
     * A prediction, or several in one request and response body.
     *
     * @param id chosen by the client; empty if it chose none
     * @param time when the model predicted; null if the client did not say
     * @param instance JSON text: a value, or {@code {"instances":[…]}}
     * @param prediction JSON text: a value, or {@code {"predictions":[…]}}
     */
    record Prediction(String id, @Nullable Instant time, String instance, String prediction) implements Offered {}

    /** An entry that the door could not read. */
    record Unreadable(String reason) implements Offered {}
}
