package dev.assay.server.grpc;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.Multibinder;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.OperationsGrpc.OperationsBlockingStub;
import com.google.longrunning.OperationsGrpc.OperationsFutureStub;
import com.google.protobuf.Message;
import dev.assay.datalabeling.v1beta1.ImportDataOperationMetadata;
import dev.assay.datalabeling.v1beta1.ImportDataOperationResponse;
import dev.assay.server.dataset.Holds;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationConfig;
import dev.assay.server.operation.OperationError;
import dev.assay.server.operation.OperationKind;
import dev.assay.server.operation.OperationModule;
import dev.assay.server.operation.OperationWatches;
import dev.assay.server.operation.OperationWork;
import dev.assay.server.operation.Operations;
import dev.assay.server.operation.ScriptedWork;
import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.telemetry.TelemetryModule;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.web.WebConfig;
import dev.assay.server.web.WebDoor;
import dev.assay.server.web.WebModule;
import dev.assay.server.work.Claim;
import dev.assay.server.work.WorkConfig;
import dev.assay.server.work.WorkModule;
import dev.assay.server.work.Workbench;
import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Both doors on free ports, with interceptors, over operations in an embedded database. Time stands still until it is
 * moved, and work is done when the test says so. Imports do as {@link #work} is told.
 */
final class OperationsDoors implements AutoCloseable {
    static final int CALL_THREADS = 2;
    static final int MAX_CALLS = 3;
    static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(60);

    private volatile Instant now = Instant.parse("2026-03-02T08:00:00Z");
    private final EmbeddedStores stores;
    private final Injector injector;
    private final ManagedChannel channel;
    private int started;
    private boolean webIsOpen;

    OperationsDoors(Path directory) throws Exception {
        stores = EmbeddedStores.open(directory);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        injector = Guice.createInjector(
                stores.module(),
                new TelemetryModule(),
                new WorkModule(new WorkConfig("test", Duration.ofSeconds(20))),
                new OperationModule(),
                new GrpcModule(new GrpcConfig(address, null, CALL_THREADS, MAX_CALLS, 100, DEFAULT_DEADLINE)),
                new WebModule(new WebConfig(address, null, null, List.of())),
                new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(OperationsEndpoint.class).asEagerSingleton();
                        Multibinder.newSetBinder(binder(), BindableService.class)
                                .addBinding()
                                .to(OperationsEndpoint.class);
                        Multibinder.newSetBinder(binder(), OperationMessages.class)
                                .addBinding()
                                .toInstance(new Imports());
                        bind(ScriptedWork.class).asEagerSingleton();
                        Multibinder.newSetBinder(binder(), OperationWork.class)
                                .addBinding()
                                .to(ScriptedWork.class);
                        bind(OperationConfig.class)
                                .toInstance(new OperationConfig(Duration.ofDays(30), Duration.ofSeconds(60)));
                        bind(Ids.class).toInstance(new Ids());
                        bind(InstantSource.class).toInstance(() -> now);
                    }
                });
        injector.getInstance(GrpcDoor.class).start();
        int port = injector.getInstance(GrpcDoor.class).address().getPort();
        channel = Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create())
                .build();
    }

    OperationsBlockingStub stub() {
        return OperationsGrpc.newBlockingStub(channel);
    }

    OperationsFutureStub future() {
        return OperationsGrpc.newFutureStub(channel);
    }

    /** Opens the web port, which takes a while. */
    String web() {
        injector.getInstance(WebDoor.class).start();
        webIsOpen = true;
        return "http://127.0.0.1:"
                + injector.getInstance(WebDoor.class).address().getPort();
    }

    ScriptedWork work() {
        return injector.getInstance(ScriptedWork.class);
    }

    Operations operations() {
        return injector.getInstance(Operations.class);
    }

    /** Begins an import into a dataset of its own, which it holds. */
    String start(String project) {
        now = now.plusMillis(1);
        ResourceName dataset = ResourceName.of(ResourceKind.DATASET, project, "d" + started++);
        return operations()
                .start(
                        OperationKind.IMPORT_DATA,
                        dataset,
                        "{}",
                        now,
                        name -> injector.getInstance(Holds.class).hold(dataset, name))
                .name()
                .toString();
    }

    /** Does all work that is due by now. */
    void drive() {
        Workbench workbench = injector.getInstance(Workbench.class);
        for (Optional<Claim> claim = workbench.claim(now); claim.isPresent(); claim = workbench.claim(now)) {
            workbench.work(claim.get(), () -> now);
        }
    }

    /** Looks once for waits that are over, as the clock does twice a second. */
    void poll() {
        injector.getInstance(OperationWatches.class).poll(now);
    }

    /** How many calls wait for an operation. */
    int waiting() {
        return injector.getInstance(OperationWatches.class).waiting();
    }

    void pass(Duration duration) {
        now = now.plus(duration);
    }

    Instant now() {
        return now;
    }

    /** Who holds anything. */
    List<String> holders() {
        return stores.texts("SELECT holder FROM hold");
    }

    /** Stops the gRPC door. */
    void stop(Duration limit) throws InterruptedException {
        injector.getInstance(GrpcDoor.class).stop(limit);
    }

    @Override
    public void close() throws Exception {
        channel.shutdownNow();
        if (webIsOpen) {
            injector.getInstance(WebDoor.class).stop(Duration.ofSeconds(2));
        }
        stop(Duration.ofSeconds(2));
        stores.close();
    }

    /** Tells of an import how long its progress is, for want of anything else. */
    private static final class Imports implements OperationMessages {
        @Override
        public OperationKind kind() {
            return OperationKind.IMPORT_DATA;
        }

        @Override
        public Message metadata(Operation operation, List<OperationError> partialFailures) {
            return ImportDataOperationMetadata.newBuilder()
                    .setDataset(operation.subject().toString())
                    .addAllPartialFailures(OperationProtos.statuses(partialFailures))
                    .setCreateTime(Times.timestamp(operation.createTime()))
                    .build();
        }

        @Override
        public Message response(Operation operation) {
            return ImportDataOperationResponse.newBuilder()
                    .setDataset(operation.subject().toString())
                    .setImportCount(operation.progress().length())
                    .build();
        }
    }
}
