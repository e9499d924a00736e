package dev.assay.server.metrics;

/**
 * A curve read at one threshold.
 *
 * @param threshold pairs with a score at or above it are retrieved
 * @param all every pair the models listed
 * @param at1 only the best-scored label of each item
 * @param at5 only the five best-scored labels of each item
 */
public record CurveEntry(double threshold, Tally all, Tally at1, Tally at5) {}
