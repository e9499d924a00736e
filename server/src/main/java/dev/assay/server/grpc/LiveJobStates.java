package dev.assay.server.grpc;

import com.google.common.collect.Maps;
import dev.assay.server.evaluation.JobStates;
import dev.assay.server.job.JobState;
import dev.assay.server.job.Jobs;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.Collection;
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
        return Map.copyOf(Maps.transformValues(jobs.states(names, clock.instant()), JobState::name));
    }
}
