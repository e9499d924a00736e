package dev.assay.server.evaluation;

import dev.assay.server.vocabulary.ResourceName;
import java.util.Collection;
import java.util.Map;

/** Tells in which state jobs are; what a search by job state asks. */
@FunctionalInterface
public interface JobStates {
    /** Names of the states of these jobs, as in the compatible contract; a job that is gone is absent. */
    Map<ResourceName, String> of(Collection<ResourceName> jobs);
}
