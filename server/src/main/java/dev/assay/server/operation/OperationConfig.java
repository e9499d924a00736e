package dev.assay.server.operation;

import java.time.Duration;

/**
 * How long operations are kept.
 *
 * @param keepEnded from their end on
 * @param deletedLinger how long deleting a deleted one is no error
 */
public record OperationConfig(Duration keepEnded, Duration deletedLinger) {}
