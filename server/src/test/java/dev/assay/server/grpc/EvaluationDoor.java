package dev.assay.server.grpc;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc;
import dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc.DataLabelingServiceBlockingStub;
import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.annotated.AnnotatedDatasets;
import dev.assay.server.dataset.annotated.Examples;
import dev.assay.server.evaluation.EvaluationBench;
import dev.assay.server.evaluation.Evaluations;
import dev.assay.server.evaluation.JobStates;
import dev.assay.server.job.JobConfig;
import dev.assay.server.job.JobModule;
import dev.assay.server.run.Runs;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;

/** The calls about datasets and evaluations behind a real stub. Of jobs, only their states are there. */
final class EvaluationDoor implements AutoCloseable {
    private final Server server;
    private final ManagedChannel channel;

    EvaluationDoor(EvaluationBench bench, JobStates states) throws IOException {
        Injector injector = Guice.createInjector(
                bench.stores(), new JobModule(), new ImportParts(Path.of("none")), new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(Runs.class).toInstance(noRuns());
                        bind(JobConfig.class).toInstance(JobConfig.DEFAULT);
                        bind(Datasets.class).toInstance(bench.get(Datasets.class));
                        bind(DataItems.class).toInstance(bench.get(DataItems.class));
                        bind(AnnotatedDatasets.class).toInstance(bench.get(AnnotatedDatasets.class));
                        bind(Examples.class).toInstance(bench.get(Examples.class));
                        bind(Evaluations.class).toInstance(bench.get(Evaluations.class));
                        bind(JobStates.class).toInstance(states);
                        bind(DataLabelingEndpoint.class);
                    }
                });
        String name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name)
                .directExecutor()
                .addService(injector.getInstance(DataLabelingEndpoint.class))
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    DataLabelingServiceBlockingStub stub() {
        return DataLabelingServiceGrpc.newBlockingStub(channel);
    }

    private static Runs noRuns() {
        return (Runs) Proxy.newProxyInstance(
                Runs.class.getClassLoader(), new Class<?>[] {Runs.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("nothing runs here");
                });
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }
}
