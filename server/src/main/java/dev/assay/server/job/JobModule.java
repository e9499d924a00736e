package dev.assay.server.job;

import com.google.inject.AbstractModule;

/** Binds what this room offers. Its store is bound by that room, its configuration by the root. */
public final class JobModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(Jobs.class);
        bind(DueJobs.class);
        bind(JobReferences.class);
        bind(JobRuns.class);
    }
}
