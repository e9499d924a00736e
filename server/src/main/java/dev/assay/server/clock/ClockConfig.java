package dev.assay.server.clock;

import java.time.Duration;

/**
 * How the clock drives work.
 *
 * @param workers pieces of work done at once
 * @param poll how often due work is looked for, if nobody rings
 * @param lease how long a claim lasts; it is extended four times as often
 */
public record ClockConfig(int workers, Duration poll, Duration lease) {}
