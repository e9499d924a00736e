package dev.assay.server.sampling;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an interval: from when to when it took rows, and what became of the predictions offered meanwhile.
 *
 * @param sealTime null while open
 * @param cap most rows it may take; that of the moment it was sealed
 * @param taken rows stored by the selection rule
 * @param capTime when the cap was reached, or null
 * @param paused for how long it took no rows because its job was paused, the time after the cap was reached left out
 * @param clientNotSelected predictions that clients left out by the rule
 * @param clientDropped predictions that clients lost
 * @param clientOverLimit predictions that the rule picked and clients left out because the interval was full
 * @param purged whether its rows, or some of them, were deleted because they were old
 */
public record IntervalRecord(
        long id,
        Instant openTime,
        @Nullable Instant sealTime,
        int cap,
        long taken,
        long offered,
        long selected,
        long overLimit,
        long duplicates,
        @Nullable Instant capTime,
        Duration paused,
        long clientNotSelected,
        long clientDropped,
        long clientOverLimit,
        boolean purged) {}
