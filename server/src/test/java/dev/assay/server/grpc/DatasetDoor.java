package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.OperationsGrpc.OperationsBlockingStub;
import dev.assay.datalabeling.v1beta1.CreateDatasetRequest;
import dev.assay.datalabeling.v1beta1.DataItem;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc.DataLabelingServiceBlockingStub;
import dev.assay.datalabeling.v1beta1.Dataset;
import dev.assay.datalabeling.v1beta1.ImportDataRequest;
import dev.assay.datalabeling.v1beta1.InputConfig;
import dev.assay.datalabeling.v1beta1.ListDataItemsRequest;
import dev.assay.datalabeling.v1beta1.ListDataItemsResponse;
import dev.assay.server.dataset.DatasetConfig;
import dev.assay.server.dataset.DatasetModule;
import dev.assay.server.evaluation.BoxOptions;
import dev.assay.server.evaluation.EvaluationModule;
import dev.assay.server.evaluation.JobStates;
import dev.assay.server.job.JobConfig;
import dev.assay.server.job.JobModule;
import dev.assay.server.metrics.SpillPlace;
import dev.assay.server.run.RunConfig;
import dev.assay.server.run.RunModule;
import dev.assay.server.sampling.SamplingModule;
import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.work.Claim;
import dev.assay.server.work.Workbench;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The calls about datasets and operations behind real stubs, over an embedded database and a bucket that is a folder.
 * Time stands still, and work is done when the test says so.
 */
final class DatasetDoor implements AutoCloseable {
    static final String PROJECT = "projects/pets";
    static final Instant NOW = Instant.parse("2026-03-02T08:00:00.123456Z");

    private final Path bucket;
    private final EmbeddedStores stores;
    private final Injector injector;
    private final Server server;
    private final ManagedChannel channel;

    DatasetDoor(Path directory) throws IOException {
        bucket = Files.createDirectory(directory.resolve("bucket"));
        stores = EmbeddedStores.open(Files.createDirectory(directory.resolve("data")));
        injector = Guice.createInjector(
                stores.module(),
                new ImportParts(bucket),
                new SamplingModule(),
                new DatasetModule(),
                new EvaluationModule(),
                new RunModule(),
                new JobModule(),
                new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(DatasetConfig.class).toInstance(new DatasetConfig(Duration.ofSeconds(60)));
                        bind(RunConfig.class).toInstance(new RunConfig(Duration.ZERO));
                        bind(JobConfig.class).toInstance(JobConfig.DEFAULT);
                        bind(JobStates.class).to(LiveJobStates.class);
                        bind(BoxOptions.class).toInstance(new EvaluationConfigs());
                        bind(SpillPlace.class).toInstance(new SpillPlace(directory));
                        bind(Ids.class).toInstance(new Ids());
                        bind(InstantSource.class).toInstance(() -> NOW);
                        bind(StreamWorkers.class).toInstance(new StreamWorkers(Runnable::run));
                    }
                });
        String name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name)
                .directExecutor()
                .addService(injector.getInstance(DataLabelingEndpoint.class))
                .addService(injector.getInstance(OperationsEndpoint.class))
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    DataLabelingServiceBlockingStub labeling() {
        return DataLabelingServiceGrpc.newBlockingStub(channel);
    }

    OperationsBlockingStub operations() {
        return OperationsGrpc.newBlockingStub(channel);
    }

    /** Writes a file of the bucket. */
    void put(String path, byte[] bytes) throws IOException {
        Files.write(bucket.resolve(path), bytes);
    }

    void put(String path, String text) throws IOException {
        Files.writeString(bucket.resolve(path), text);
    }

    Path bucket() {
        return bucket;
    }

    /** A new dataset. */
    Dataset create(String displayName) {
        return labeling()
                .createDataset(CreateDatasetRequest.newBuilder()
                        .setParent(PROJECT)
                        .setDataset(Dataset.newBuilder().setDisplayName(displayName))
                        .build());
    }

    Operation startImport(Dataset dataset, InputConfig config) {
        return labeling()
                .importData(ImportDataRequest.newBuilder()
                        .setName(dataset.getName())
                        .setInputConfig(config)
                        .build());
    }

    /** Does all work there is. */
    void drive() {
        Workbench workbench = injector.getInstance(Workbench.class);
        for (Optional<Claim> claim = workbench.claim(NOW); claim.isPresent(); claim = workbench.claim(NOW)) {
            workbench.work(claim.get(), () -> NOW);
        }
    }

    /** The items of a dataset, page by page. */
    List<DataItem> items(Dataset dataset, int pageSize) {
        List<DataItem> items = new ArrayList<>();
        String token = "";
        do {
            ListDataItemsResponse page = labeling()
                    .listDataItems(ListDataItemsRequest.newBuilder()
                            .setParent(dataset.getName())
                            .setPageSize(pageSize)
                            .setPageToken(token)
                            .build());
            assertThat(page.getSerializedSize()).as("what clients take").isLessThan(4 << 20);
            items.addAll(page.getDataItemsList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return items;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        stores.close();
    }
}
