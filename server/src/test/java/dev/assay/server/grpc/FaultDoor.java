package dev.assay.server.grpc;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.util.Modules;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.OperationsGrpc.OperationsBlockingStub;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc.DataLabelingServiceBlockingStub;
import dev.assay.server.dataset.DatasetConfig;
import dev.assay.server.dataset.DatasetModule;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.annotated.AnnotatedDatasets;
import dev.assay.server.dataset.annotated.AnnotatedModule;
import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.instruction.InstructionModule;
import dev.assay.server.dataset.instruction.Instructions;
import dev.assay.server.dataset.transfer.ExportModule;
import dev.assay.server.dataset.transfer.ImportModule;
import dev.assay.server.evaluation.EvaluationModule;
import dev.assay.server.job.DueJobs;
import dev.assay.server.job.DueSweep;
import dev.assay.server.job.JobConfig;
import dev.assay.server.job.JobModule;
import dev.assay.server.labeling.LabelingModule;
import dev.assay.server.metrics.SpillPlace;
import dev.assay.server.objects.ObservedFiles;
import dev.assay.server.operation.OperationConfig;
import dev.assay.server.operation.OperationModule;
import dev.assay.server.run.RunConfig;
import dev.assay.server.run.RunModule;
import dev.assay.server.sampling.SamplingModule;
import dev.assay.server.store.FaultyStores;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.NoCounters;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.work.Claim;
import dev.assay.server.work.WorkConfig;
import dev.assay.server.work.WorkModule;
import dev.assay.server.work.Workbench;
import dev.assay.v1.EvaluationRunsGrpc;
import dev.assay.v1.EvaluationRunsGrpc.EvaluationRunsBlockingStub;
import dev.assay.v1.LabelingDeskGrpc;
import dev.assay.v1.LabelingDeskGrpc.LabelingDeskBlockingStub;
import dev.assay.v1.PredictionLogGrpc;
import dev.assay.v1.PredictionLogGrpc.PredictionLogBlockingStub;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * The whole server behind real stubs, over stores that fail when told to. Time stands still until it is moved; ticks and
 * work are done when the test says so, and a failed one is repeated as the clock door would.
 */
final class FaultDoor implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(20);

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final FaultyStores stores;
    private final Path bucket;
    private final Injector injector;
    private final Server server;
    private final ManagedChannel channel;
    private volatile Instant now = Instant.parse("2026-03-02T08:00:00Z");

    FaultDoor(FaultyStores stores, Path spillPlace, Duration groundTruthWait) throws IOException {
        this.stores = stores;
        bucket = Files.createDirectories(spillPlace.resolve("bucket"));
        injector = Guice.createInjector(
                stores.module(),
                new WorkModule(new WorkConfig("test", LEASE)),
                new OperationModule(),
                new SamplingModule(),
                new DatasetModule(),
                new AnnotatedModule(),
                new ImportModule(),
                new InstructionModule(),
                new ExportModule(),
                new LabelingModule(),
                new EvaluationModule(),
                new RunModule(),
                new JobModule(),
                Modules.override(new EndpointsModule()).with(new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(StreamWorkers.class).toInstance(new StreamWorkers(threads));
                        bind(ObjectFiles.class).toInstance(new ObservedFiles(bucket));
                        bind(RunConfig.class).toInstance(new RunConfig(groundTruthWait));
                        bind(OperationConfig.class)
                                .toInstance(new OperationConfig(Duration.ofDays(30), Duration.ofSeconds(60)));
                        bind(DatasetConfig.class).toInstance(new DatasetConfig(Duration.ofSeconds(60)));
                        bind(JobConfig.class).toInstance(JobConfig.DEFAULT);
                        bind(SpillPlace.class).toInstance(new SpillPlace(spillPlace));
                        bind(Counters.class).toInstance(new NoCounters());
                        bind(Ids.class).toInstance(new Ids());
                        bind(InstantSource.class).toInstance(() -> now);
                    }
                }));
        String name = InProcessServerBuilder.generateName();
        InProcessServerBuilder building = InProcessServerBuilder.forName(name).executor(threads);
        injector.getInstance(new Key<Set<BindableService>>() {}).forEach(building::addService);
        server = building.build().start();
        channel = InProcessChannelBuilder.forName(name).build();
    }

    FaultyStores stores() {
        return stores;
    }

    /** Where the files of {@code gs://bucket/} are. */
    Path bucket() {
        return bucket;
    }

    /** The truth of a run, by the dataset of the run. */
    String truth(String dataset) {
        PageRequest all = PageRequest.of(0, "");
        return injector.getInstance(AnnotatedDatasets.class).list(ResourceName.read(dataset), all).entries().stream()
                .map(each -> each.resource().name().toString())
                .findFirst()
                .orElseThrow();
    }

    OperationsBlockingStub operations() {
        return OperationsGrpc.newBlockingStub(channel);
    }

    LabelingDeskBlockingStub desk() {
        return LabelingDeskGrpc.newBlockingStub(channel);
    }

    DataLabelingServiceBlockingStub labeling() {
        return DataLabelingServiceGrpc.newBlockingStub(channel);
    }

    EvaluationRunsBlockingStub runs() {
        return EvaluationRunsGrpc.newBlockingStub(channel);
    }

    PredictionLogBlockingStub log() {
        return PredictionLogGrpc.newBlockingStub(channel);
    }

    void pass(Duration duration) {
        now = now.plus(duration);
    }

    void passTo(Instant time) {
        now = time.isAfter(now) ? time : now;
    }

    Instant now() {
        return now;
    }

    /** Looks for due jobs, again and again while the store fails. */
    void startDue() {
        tick(() -> {
            DueSweep sweep = injector.getInstance(DueJobs.class).sweep(now);
            while (!sweep.isDone()) {
                sweep.startSome(now);
            }
            return true;
        });
    }

    /** Removes what is deleted, likewise. */
    void purge() {
        tick(() -> !injector.getInstance(Datasets.class).purgeSome(now));
        tick(() -> !injector.getInstance(AnnotatedDatasets.class).purgeSome(now));
        tick(() -> !injector.getInstance(Instructions.class).purgeSome(now));
    }

    /** Does one step of the work that is due; false if none is, or the store does not say. */
    boolean workOnce() {
        Workbench workbench = injector.getInstance(Workbench.class);
        try {
            Optional<Claim> claim = workbench.claim(now);
            claim.ifPresent(c -> workbench.work(c, () -> now));
            return claim.isPresent();
        } catch (Unavailable e) {
            return false;
        }
    }

    /** Does all work until nothing is left, letting leases run out that nobody knows to hold. */
    void workUntil(BooleanSupplier done) {
        for (int looks = 0; !done.getAsBoolean(); looks++) {
            if (looks > 50) {
                throw new AssertionError("the work does not end");
            }
            if (!workOnce()) {
                pass(Duration.ofSeconds(5));
            }
        }
    }

    private static void tick(BooleanSupplier nothingLeft) {
        for (int tries = 0; tries < 20; tries++) {
            try {
                if (nothingLeft.getAsBoolean()) {
                    return;
                }
            } catch (Unavailable e) {
                // As the clock door does: the next tick goes on.
            }
        }
        throw new AssertionError("the tick always finds something to do");
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        threads.shutdownNow();
        stores.close();
    }
}
