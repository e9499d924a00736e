/**
 * Operational numbers: a Micrometer registry with a Prometheus page, behind the vocabulary's {@code Counters}.
 *
 * <p>Knows no room. What the numbers mean is decided where they are counted. Start at {@code TelemetryModule}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.telemetry;
