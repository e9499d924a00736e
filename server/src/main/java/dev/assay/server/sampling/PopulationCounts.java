package dev.assay.server.sampling;

/**
 * What one client process saw in one interval and did not send. Cumulative: repeating it is harmless.
 *
 * @param notSelected predictions that the selection rule left out
 * @param dropped predictions that were lost on the way
 * @param overLimit predictions that the rule picked and that were left out because the interval was full
 */
public record PopulationCounts(String clientId, long interval, long notSelected, long dropped, long overLimit) {}
