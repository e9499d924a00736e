package dev.assay.server;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.assay.server.clock.ClockModule;
import dev.assay.server.clock.Tick;
import dev.assay.server.dataset.DatasetConfig;
import dev.assay.server.dataset.DatasetModule;
import dev.assay.server.grpc.EndpointsModule;
import dev.assay.server.grpc.GrpcModule;
import dev.assay.server.job.DueJobs;
import dev.assay.server.job.JobConfig;
import dev.assay.server.job.JobModule;
import dev.assay.server.sampling.SamplingModule;
import dev.assay.server.store.OpenStore;
import dev.assay.server.store.StoreModule;
import dev.assay.server.telemetry.TelemetryModule;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.web.WebModule;
import dev.assay.server.work.Bell;
import dev.assay.server.work.WorkModule;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** What a server is made of: one module per room. */
final class ServerModules {
    private ServerModules() {}

    /** All modules of a server over an open store. */
    static List<Module> of(ServerConfig config, OpenStore store, InstantSource clock) {
        return List.of(
                new Rules(config.jobs(), clock),
                new TelemetryModule(),
                new StoreModule(store),
                new WorkModule(config.work()),
                new SamplingModule(),
                new DatasetModule(),
                new JobModule(),
                new GrpcModule(config.grpc()),
                new EndpointsModule(),
                new WebModule(config.web()),
                new ClockModule(config.clock()),
                new Ticks());
    }

    /** How the modules must bind, and what they all share. */
    private static final class Rules extends AbstractModule {
        private final ServerConfig.Jobs jobs;
        private final InstantSource clock;

        Rules(ServerConfig.Jobs jobs, InstantSource clock) {
            this.jobs = jobs;
            this.clock = clock;
        }

        @Override
        protected void configure() {
            binder().requireExplicitBindings();
            binder().requireAtInjectOnConstructors();
            binder().requireExactBindingAnnotations();
            bind(InstantSource.class).toInstance(clock);
            bind(Ids.class).toInstance(new Ids());
            bind(JobConfig.class).toInstance(new JobConfig(jobs.runAt(), jobs.linger()));
            bind(DatasetConfig.class).toInstance(new DatasetConfig(jobs.linger()));
        }
    }

    /** What rooms have done at intervals: the clock calls them, so they need not know it. */
    private static final class Ticks extends AbstractModule {
        private static final int DUE_JOBS_AT_ONCE = 100;

        @ProvidesIntoSet
        Tick dueJobs(DueJobs jobs, Bell bell) {
            return new Tick("due-jobs", Duration.ofSeconds(2), now -> {
                if (jobs.startDue(now, DUE_JOBS_AT_ONCE) > 0) {
                    bell.ring();
                }
            });
        }

        @ProvidesIntoSet
        Tick lingeringJobs(DueJobs jobs) {
            return new Tick("lingering-jobs", Duration.ofSeconds(60), jobs::removeLingering);
        }
    }
}
