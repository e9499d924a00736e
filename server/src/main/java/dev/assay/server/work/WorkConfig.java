package dev.assay.server.work;

import java.time.Duration;

/**
 * How work is leased.
 *
 * @param owner names this process in the rows it holds
 * @param lease how long a claim lasts unless it is extended
 */
public record WorkConfig(String owner, Duration lease) {}
