package dev.assay.server.sampling;

/**
 * What turned out to be true of a prediction.
 *
 * @param groundTruth JSON text, as it was sent
 */
public record Truth(String predictionId, String groundTruth) {}
