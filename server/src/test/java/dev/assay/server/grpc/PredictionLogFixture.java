package dev.assay.server.grpc;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.assay.server.sampling.GroundTruthIntake;
import dev.assay.server.sampling.PolicyWatch;
import dev.assay.server.sampling.SamplerSettings;
import dev.assay.server.sampling.Sampling;
import dev.assay.server.sampling.SamplingModule;
import dev.assay.server.sampling.TableName;
import dev.assay.server.store.SamplingStores;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.Prediction;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The prediction log over an embedded store, behind a channel; time moves when told. */
final class PredictionLogFixture implements AutoCloseable {
    static final ResourceName JOB = ResourceName.of(ResourceKind.EVALUATION_JOB, "p", "job1");
    static final ResourceName VERSION = ResourceName.of(ResourceKind.MODEL_VERSION, "p", "m", "v1");
    static final TableName TABLE = new TableName("bq", "d", "t");

    final SamplingStores stores;
    final Sampling sampling;
    final PolicyWatch policies;
    final GroundTruthIntake groundTruth;
    final QueuedBytes queuedBytes = new QueuedBytes();
    final Map<String, Double> counted = new ConcurrentHashMap<>();
    private volatile Instant time = Instant.parse("2026-03-01T10:00:00.123456Z");

    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final Injector injector;
    private final List<Runnable> closing = new ArrayList<>();

    PredictionLogFixture(Path directory) {
        stores = new SamplingStores(directory);
        injector = Guice.createInjector(stores.module(), new SamplingModule(), new AbstractModule() {
            @Override
            protected void configure() {
                binder().requireExplicitBindings();
                bind(Ids.class).toInstance(new Ids());
                bind(Counters.class).toInstance(new CountingCounters());
                bind(InstantSource.class).toInstance(PredictionLogFixture.this::now);
                bind(QueuedBytes.class).toInstance(queuedBytes);
                bind(StreamWorkers.class).toInstance(new StreamWorkers(threads));
                bind(PredictionLogEndpoint.class);
            }
        });
        sampling = injector.getInstance(Sampling.class);
        policies = injector.getInstance(PolicyWatch.class);
        groundTruth = injector.getInstance(GroundTruthIntake.class);
    }

    /** Makes the job, with its sampling. */
    void openJob(double percentage, int count) {
        openJob(JOB, VERSION, percentage, count);
    }

    void openJob(ResourceName job, ResourceName version, double percentage, int count) {
        stores.transactions().write(() -> {
            stores.insertJob(job, version, now());
            sampling.open(job, new SamplerSettings(percentage, count), TABLE, now());
        });
    }

    /** A channel to the endpoint inside the process. */
    ManagedChannel inProcess() {
        return inProcess(threads);
    }

    ManagedChannel inProcess(Executor executor) {
        String name = UUID.randomUUID().toString();
        start(InProcessServerBuilder.forName(name)
                .executor(executor)
                .addService(injector.getInstance(PredictionLogEndpoint.class))
                .build());
        return closed(InProcessChannelBuilder.forName(name).build());
    }

    /** A channel to the endpoint through a real connection. */
    ManagedChannel network() {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress("localhost", 0))
                .executor(threads)
                .maxInboundMessageSize(32 << 20)
                .addService(injector.getInstance(PredictionLogEndpoint.class))
                .build();
        start(server);
        return closed(NettyChannelBuilder.forAddress("localhost", server.getPort())
                .usePlaintext()
                .build());
    }

    private void start(Server server) {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        closing.add(server::shutdownNow);
    }

    private ManagedChannel closed(ManagedChannel channel) {
        closing.add(channel::shutdownNow);
        return channel;
    }

    Instant now() {
        return time;
    }

    void pass(Duration duration) {
        time = time.plus(duration);
    }

    long interval() {
        return sampling.find(JOB).orElseThrow().interval();
    }

    /** Ids in the sample table, in order of insertion. */
    List<String> storedIds() {
        return stores.query("SELECT prediction_id FROM \"d.t\" ORDER BY row_id").stream()
                .map(row -> String.valueOf(row.get("prediction_id")))
                .toList();
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
        threads.shutdownNow();
        stores.close();
    }

    static LogPredictionsRequest request(Prediction... predictions) {
        return LogPredictionsRequest.newBuilder()
                .setModelVersion(VERSION.toString())
                .addAllPredictions(List.of(predictions))
                .build();
    }

    static LogPredictionsRequest request(String... ids) {
        LogPredictionsRequest.Builder request =
                LogPredictionsRequest.newBuilder().setModelVersion(VERSION.toString());
        for (String id : ids) {
            request.addPredictions(prediction(id, "{\"x\":1}", "{\"label\":\"cat\"}"));
        }
        return request.build();
    }

    static Prediction prediction(String id, String instance, String prediction) {
        return Prediction.newBuilder()
                .setPredictionId(id)
                .setInstance(instance)
                .setPrediction(prediction)
                .build();
    }

    private final class CountingCounters implements Counters {
        @Override
        public void add(String name, double amount, String... tags) {
            counted.merge(name + List.of(tags), amount, Double::sum);
        }

        @Override
        public void took(String name, Duration duration, String... tags) {}
    }
}
