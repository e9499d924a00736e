package dev.assay.server.sampling;

import dev.assay.server.vocabulary.ResourceName;

/**
 * A job as sampling sees it.
 *
 * @param salt 16 bytes, fixed for the life of the job
 * @param interval the open interval; 0 once the job is closed
 */
public record Sampler(
        ResourceName job,
        ResourceName modelVersion,
        byte[] salt,
        SamplerSettings settings,
        TableName table,
        Gate gate,
        long interval) {

    /** Whether a job samples; follows from its being paused or deleted. */
    public enum Gate {
        OPEN,
        PAUSED,
        CLOSED
    }
}
