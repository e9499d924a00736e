package dev.assay.server.grpc;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.Multibinder;
import dev.assay.datalabeling.v1beta1.CreateInstructionRequest;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.DatasetConfig;
import dev.assay.server.dataset.DatasetDraft;
import dev.assay.server.dataset.DatasetModule;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.annotated.AnnotatedModule;
import dev.assay.server.dataset.instruction.InstructionModule;
import dev.assay.server.dataset.instruction.InstructionRequests;
import dev.assay.server.dataset.instruction.Instructions;
import dev.assay.server.labeling.Desk;
import dev.assay.server.labeling.LabelingModule;
import dev.assay.server.labeling.LabelingPlan;
import dev.assay.server.labeling.LabelingTasks;
import dev.assay.server.labeling.LeaseWaits;
import dev.assay.server.operation.OperationConfig;
import dev.assay.server.operation.OperationModule;
import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.telemetry.TelemetryModule;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.web.WebConfig;
import dev.assay.server.web.WebDoor;
import dev.assay.server.web.WebModule;
import dev.assay.server.work.Claim;
import dev.assay.server.work.WorkConfig;
import dev.assay.server.work.WorkModule;
import dev.assay.server.work.Workbench;
import dev.assay.v1.LabelingDeskGrpc;
import dev.assay.v1.LabelingDeskGrpc.LabelingDeskBlockingStub;
import dev.assay.v1.LabelingDeskGrpc.LabelingDeskFutureStub;
import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Both doors on free ports, with interceptors, over a labeling room in an embedded database and a bucket that is a
 * folder. Time stands still until it is moved, and work is done when the test says so.
 */
final class DeskDoors implements AutoCloseable {
    static final ResourceName PROJECT = ResourceName.of(ResourceKind.PROJECT, "pets");

    private volatile Instant now = Instant.parse("2026-03-02T08:00:00Z");
    private final Path bucket;
    private final EmbeddedStores stores;
    private final Injector injector;
    private final ManagedChannel channel;
    private boolean webIsOpen;

    DeskDoors(Path directory) throws Exception {
        bucket = Files.createDirectory(directory.resolve("bucket"));
        stores = EmbeddedStores.open(Files.createDirectory(directory.resolve("data")));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        injector = Guice.createInjector(
                stores.module(),
                new TelemetryModule(),
                new WorkModule(new WorkConfig("test", Duration.ofSeconds(20))),
                new OperationModule(),
                new DatasetModule(),
                new AnnotatedModule(),
                new InstructionModule(),
                new LabelingModule(),
                ImportParts.bucket(bucket),
                new GrpcModule(new GrpcConfig(address, null, 4, 100, 100, Duration.ofSeconds(60))),
                new WebModule(new WebConfig(address, null, null, List.of())),
                new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(LabelingDeskEndpoint.class).asEagerSingleton();
                        Multibinder.newSetBinder(binder(), BindableService.class)
                                .addBinding()
                                .to(LabelingDeskEndpoint.class);
                        bind(OperationConfig.class)
                                .toInstance(new OperationConfig(Duration.ofDays(30), Duration.ofSeconds(60)));
                        bind(DatasetConfig.class).toInstance(new DatasetConfig(Duration.ofSeconds(60)));
                        bind(Ids.class).toInstance(new Ids());
                        bind(InstantSource.class).toInstance(() -> now);
                    }
                });
        injector.getInstance(GrpcDoor.class).start();
        int port = injector.getInstance(GrpcDoor.class).address().getPort();
        channel = Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create())
                .build();
    }

    LabelingDeskBlockingStub stub() {
        return LabelingDeskGrpc.newBlockingStub(channel);
    }

    LabelingDeskFutureStub future() {
        return LabelingDeskGrpc.newFutureStub(channel);
    }

    /** Opens the web port, which takes a while. */
    String web() {
        injector.getInstance(WebDoor.class).start();
        webIsOpen = true;
        return "http://127.0.0.1:"
                + injector.getInstance(WebDoor.class).address().getPort();
    }

    <T> T get(Class<T> type) {
        return injector.getInstance(type);
    }

    Instant now() {
        return now;
    }

    void pass(Duration duration) {
        now = now.plus(duration);
    }

    /** Does all work that is due by now. */
    void drive() {
        Workbench workbench = get(Workbench.class);
        for (Optional<Claim> claim = workbench.claim(now); claim.isPresent(); claim = workbench.claim(now)) {
            workbench.work(claim.get(), () -> now);
        }
    }

    /** Looks once for questions for those who wait, as the clock does twice a second. */
    void poll() {
        get(LeaseWaits.class).poll(now);
    }

    int waiting() {
        return get(LeaseWaits.class).size();
    }

    /** Ends the leases that ran out. */
    void sweep() {
        while (get(Desk.class).expireSome(now)) {}
    }

    ResourceName dataset(Payload... items) {
        ResourceName dataset = get(Datasets.class)
                .create(PROJECT, new DatasetDraft("items", ""), now)
                .name();
        get(DataItems.class).append(dataset, List.of(items));
        return dataset;
    }

    ResourceName texts(int count) {
        return dataset(
                IntStream.range(0, count).mapToObj(i -> new Text("text " + i)).toArray(Payload[]::new));
    }

    /** Begins a task and lists its items. */
    String begin(LabelingPlan plan) {
        now = now.plusMillis(1);
        ResourceName operation = get(LabelingTasks.class).start(plan, now).name();
        drive();
        return LabelingTasks.taskOf(operation).toString();
    }

    void cancel(String task) {
        get(LabelingTasks.class).cancel(ResourceName.read(task), now);
    }

    /** Makes an instruction; answers its name. */
    ResourceName instruct(CreateInstructionRequest request) {
        get(InstructionRequests.class).create(InstructionProtos.draft(request), now);
        drive();
        return get(Instructions.class)
                .list(PROJECT, PageRequest.of(0, "", "all"))
                .entries()
                .get(0)
                .resource()
                .name();
    }

    void put(String path, byte[] bytes) throws Exception {
        Files.write(bucket.resolve(path), bytes);
    }

    @Override
    public void close() throws Exception {
        channel.shutdownNow();
        if (webIsOpen) {
            get(WebDoor.class).stop(Duration.ofSeconds(2));
        }
        get(GrpcDoor.class).stop(Duration.ofSeconds(2));
        stores.close();
    }
}
