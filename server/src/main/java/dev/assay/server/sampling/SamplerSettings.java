package dev.assay.server.sampling;

/**
 * How a job samples.
 *
 * @param samplePercentage probability with which a prediction is selected, in [0, 1]
 * @param exampleCount most rows per interval, at least 1
 */
public record SamplerSettings(double samplePercentage, int exampleCount) {}
