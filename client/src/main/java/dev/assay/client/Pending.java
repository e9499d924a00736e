package dev.assay.client;

import java.time.Instant;

/**
 * A queued prediction, or a body of several.
 *
 * @param instances how many predictions it counts as
 * @param queuedAt ticker reading, in nanoseconds
 */
record Pending(String id, Instant time, String instance, String prediction, int instances, long queuedAt) {
    /** What an entry costs beside its text: objects, queue node, protobuf fields. */
    private static final int OVERHEAD_BYTES = 160;

    /** One byte per character: exact for ASCII, and found without reading the text. */
    long bytes() {
        return (long) OVERHEAD_BYTES + id.length() + instance.length() + prediction.length();
    }
}
