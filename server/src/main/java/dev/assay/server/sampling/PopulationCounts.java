package dev.assay.server.sampling;

/**
 * What one client process saw in one interval and did not send. Cumulative: repeating it is harmless.
 *
 * @param notSelected predictions that the selection rule left out
 * @param dropped predictions that were lost on the way
 */
public record PopulationCounts(String clientId, long interval, long notSelected, long dropped) {}
