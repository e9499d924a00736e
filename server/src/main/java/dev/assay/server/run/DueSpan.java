package dev.assay.server.run;

import java.time.Instant;

/**
 * The due times that one run record covers.
 *
 * @param count how many, at least 1; 1 means that first and last are the same
 */
public record DueSpan(Instant first, Instant last, long count) {}
