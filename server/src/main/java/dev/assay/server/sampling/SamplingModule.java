package dev.assay.server.sampling;

import com.google.inject.AbstractModule;

/** Binds what sampling offers to jobs, runs and doors. Its stores are bound by their room. */
public final class SamplingModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(Sampling.class);
        bind(Filling.class);
        bind(Ingestion.class);
        bind(GroundTruthIntake.class);
        bind(PolicyWatch.class);
    }
}
