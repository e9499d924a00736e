package dev.assay.server.metrics;

/**
 * How many boxes are right if they must overlap a true box so much. Every score counts.
 *
 * @param iouThreshold the least intersection over union of a match
 * @param all every box that is considered
 * @param at1 only the best-scored box of each image, of whatever label
 * @param at5 only the five best-scored boxes of each image
 */
public record IouEntry(double iouThreshold, Tally all, Tally at1, Tally at5) {}
