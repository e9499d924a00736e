package dev.assay.server;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.assay.server.clock.ClockModule;
import dev.assay.server.clock.Tick;
import dev.assay.server.dataset.AnnotationSpecSets;
import dev.assay.server.dataset.DatasetConfig;
import dev.assay.server.dataset.DatasetModule;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.annotated.AnnotatedDatasets;
import dev.assay.server.dataset.annotated.AnnotatedModule;
import dev.assay.server.dataset.instruction.InstructionModule;
import dev.assay.server.dataset.instruction.Instructions;
import dev.assay.server.dataset.transfer.ExportModule;
import dev.assay.server.dataset.transfer.ImportModule;
import dev.assay.server.evaluation.EvaluationModule;
import dev.assay.server.grpc.EndpointsModule;
import dev.assay.server.grpc.GrpcModule;
import dev.assay.server.job.DueJobs;
import dev.assay.server.job.DueSweep;
import dev.assay.server.job.JobConfig;
import dev.assay.server.job.JobModule;
import dev.assay.server.labeling.Desk;
import dev.assay.server.labeling.LabelingModule;
import dev.assay.server.labeling.LeaseWaits;
import dev.assay.server.metrics.SpillPlace;
import dev.assay.server.objects.ObjectsModule;
import dev.assay.server.operation.OperationConfig;
import dev.assay.server.operation.OperationModule;
import dev.assay.server.operation.OperationWatches;
import dev.assay.server.operation.Operations;
import dev.assay.server.run.RunConfig;
import dev.assay.server.run.RunModule;
import dev.assay.server.run.RunWatches;
import dev.assay.server.sampling.GroundTruthIntake;
import dev.assay.server.sampling.PolicyWatch;
import dev.assay.server.sampling.Sampling;
import dev.assay.server.sampling.SamplingModule;
import dev.assay.server.store.OpenStore;
import dev.assay.server.store.StoreModule;
import dev.assay.server.telemetry.TelemetryModule;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.web.WebModule;
import dev.assay.server.work.Bell;
import dev.assay.server.work.WorkModule;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a server is made of: one module per room. */
final class ServerModules {
    private static final int BYTES_PER_PAIR = 40;
    private static final Duration KEEP_OPERATIONS = Duration.ofDays(30);

    private ServerModules() {}

    /** All modules of a server over an open store. */
    static List<Module> of(ServerConfig config, OpenStore store, InstantSource clock) {
        return List.of(
                new Rules(config, clock),
                new TelemetryModule(),
                new StoreModule(store),
                new WorkModule(config.work()),
                new SamplingModule(),
                new OperationModule(),
                new DatasetModule(),
                new ObjectsModule(config.objects()),
                new ImportModule(),
                new AnnotatedModule(),
                new InstructionModule(),
                new ExportModule(),
                new LabelingModule(),
                new EvaluationModule(),
                new RunModule(),
                new JobModule(),
                new GrpcModule(config.grpc()),
                new EndpointsModule(),
                new WebModule(config.web()),
                new ClockModule(config.clock()),
                new Ticks(config.jobs().keepSamples()));
    }

    /** How the modules must bind, and what they all share. */
    private static final class Rules extends AbstractModule {
        private final ServerConfig config;
        private final InstantSource clock;

        Rules(ServerConfig config, InstantSource clock) {
            this.config = config;
            this.clock = clock;
        }

        @Override
        protected void configure() {
            binder().requireExplicitBindings();
            binder().requireAtInjectOnConstructors();
            binder().requireExactBindingAnnotations();
            bind(InstantSource.class).toInstance(clock);
            bind(Ids.class).toInstance(new Ids());
            ServerConfig.Jobs jobs = config.jobs();
            bind(JobConfig.class).toInstance(new JobConfig(jobs.schedule(), jobs.runAt(), jobs.linger()));
            bind(RunConfig.class).toInstance(new RunConfig(jobs.groundTruthWait()));
            bind(SpillPlace.class).toInstance(spillPlace(config));
            bind(OperationConfig.class).toInstance(new OperationConfig(KEEP_OPERATIONS, jobs.linger()));
            bind(DatasetConfig.class).toInstance(new DatasetConfig(jobs.linger()));
        }
    }

    /** Temporary files of evaluations; an eighth of the heap is for the pairs that all workers sort at once. */
    private static SpillPlace spillPlace(ServerConfig config) {
        long pairs = Runtime.getRuntime().maxMemory()
                / 8
                / BYTES_PER_PAIR
                / config.clock().workers();
        return new SpillPlace(config.dataDirectory(), (int) Math.min(pairs, SpillPlace.DEFAULT_PAIRS_IN_MEMORY));
    }

    /** What rooms have done at intervals: the clock calls them, so they need not know it. */
    private static final class Ticks extends AbstractModule {
        private static final Duration WATCH_PERIOD = Duration.ofMillis(500);
        private static final Duration DUE_PERIOD = Duration.ofSeconds(2);
        private static final Duration CLEANING_PERIOD = Duration.ofSeconds(30);
        private static final int ROWS_AT_ONCE = 2_000;

        private final @Nullable Duration keepSamples;

        Ticks(@Nullable Duration keepSamples) {
            this.keepSamples = keepSamples;
        }

        @ProvidesIntoSet
        Tick policyWatch(PolicyWatch policies) {
            return new Tick("policy-watch", WATCH_PERIOD, policies::poll);
        }

        @ProvidesIntoSet
        Tick runWatch(RunWatches watches) {
            return new Tick("run-watch", WATCH_PERIOD, now -> watches.poll());
        }

        @ProvidesIntoSet
        Tick operationWatch(OperationWatches watches) {
            return new Tick("operation-watch", OperationWatches.PERIOD, watches::poll);
        }

        @ProvidesIntoSet
        Tick leaseWaits(LeaseWaits waits) {
            return new Tick("lease-waits", WATCH_PERIOD, waits::poll);
        }

        @ProvidesIntoSet
        Tick expiredLeases(Desk desk) {
            return new Tick("expired-leases", DUE_PERIOD, now -> {
                while (desk.expireSome(now) && !Thread.currentThread().isInterrupted()) {}
            });
        }

        @ProvidesIntoSet
        Tick dueJobs(DueJobs jobs, Bell bell, InstantSource clock) {
            return new Tick("due-jobs", DUE_PERIOD, now -> {
                DueSweep sweep = jobs.sweep(now);
                while (!sweep.isDone() && !Thread.currentThread().isInterrupted()) {
                    // A sweep may take minutes, and runs begin when they do.
                    if (sweep.startSome(Micros.truncate(clock.instant())) > 0) {
                        bell.ring();
                    }
                }
            });
        }

        @ProvidesIntoSet
        Tick deletedJobs(DueJobs jobs) {
            return new Tick("deleted-jobs", CLEANING_PERIOD, jobs::removeLingering);
        }

        @ProvidesIntoSet
        Tick deletedSpecSets(AnnotationSpecSets sets) {
            return new Tick("deleted-spec-sets", CLEANING_PERIOD, now -> sets.removeDeleted(now, ROWS_AT_ONCE));
        }

        @ProvidesIntoSet
        Tick deletedDatasets(Datasets datasets) {
            return new Tick("deleted-datasets", CLEANING_PERIOD, now -> {
                while (datasets.purgeSome(now) && !Thread.currentThread().isInterrupted()) {}
            });
        }

        @ProvidesIntoSet
        Tick deletedAnnotatedDatasets(AnnotatedDatasets annotatedDatasets) {
            return new Tick("deleted-annotated-datasets", CLEANING_PERIOD, now -> {
                while (annotatedDatasets.purgeSome(now)
                        && !Thread.currentThread().isInterrupted()) {}
            });
        }

        @ProvidesIntoSet
        Tick deletedInstructions(Instructions instructions) {
            return new Tick("deleted-instructions", CLEANING_PERIOD, now -> {
                while (instructions.purgeSome(now) && !Thread.currentThread().isInterrupted()) {}
            });
        }

        @ProvidesIntoSet
        Tick oldOperations(Operations operations) {
            return new Tick("old-operations", CLEANING_PERIOD, now -> {
                while (operations.purgeSome(now) && !Thread.currentThread().isInterrupted()) {}
            });
        }

        @ProvidesIntoSet
        Tick heldTruth(GroundTruthIntake intake) {
            return new Tick("held-truth", CLEANING_PERIOD, intake::purge);
        }

        @ProvidesIntoSet
        Tick oldSamples(Sampling sampling) {
            return new Tick("old-samples", CLEANING_PERIOD, now -> {
                while (keepSamples != null
                        && sampling.purgeRows(now.minus(keepSamples), ROWS_AT_ONCE)
                        && !Thread.currentThread().isInterrupted()) {}
            });
        }
    }
}
