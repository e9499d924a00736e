package dev.assay.server.run;

import java.time.Duration;

/**
 * How runs behave.
 *
 * @param groundTruthWait how long after its start a run waits for ground truth that is missing
 */
public record RunConfig(Duration groundTruthWait) {}
