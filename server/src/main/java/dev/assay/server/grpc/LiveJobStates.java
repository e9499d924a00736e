package dev.assay.server.grpc;

import dev.assay.server.evaluation.JobStates;
import dev.assay.server.job.Jobs;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** States of jobs as a client would see them now. */
final class LiveJobStates implements JobStates {
    private final Jobs jobs;
    private final InstantSource clock;

    @Inject
    LiveJobStates(Jobs jobs, InstantSource clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    @Override
    public Map<ResourceName, String> of(Collection<ResourceName> names) {
        Instant now = clock.instant();
        Map<ResourceName, String> states = new HashMap<>();
        for (ResourceName name : names) {
            try {
                states.put(name, jobs.get(name, now).state().name());
            } catch (NotFound gone) {
                // A job that is gone is absent.
            }
        }
        return states;
    }
}
