package dev.assay.server.dataset;

import java.time.Duration;

/**
 * Settings of this room.
 *
 * @param deletedLinger for how long after a deletion the same deletion succeeds again
 */
public record DatasetConfig(Duration deletedLinger) {
    public DatasetConfig {
        if (deletedLinger.isNegative()) {
            throw new IllegalArgumentException("deletedLinger: must not be negative, got " + deletedLinger);
        }
    }
}
