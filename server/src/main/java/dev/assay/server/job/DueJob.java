package dev.assay.server.job;

import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;

/** A job and the first due time of it that no run record covers. */
public record DueJob(ResourceName name, Instant due) {}
