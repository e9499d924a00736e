package dev.assay.server.whole;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.DatasetConfig;
import dev.assay.server.dataset.DatasetModule;
import dev.assay.server.dataset.annotated.AnnotatedModule;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.instruction.InstructionModule;
import dev.assay.server.dataset.transfer.AnnotatedSets;
import dev.assay.server.dataset.transfer.ExportDraft;
import dev.assay.server.dataset.transfer.ExportModule;
import dev.assay.server.dataset.transfer.ExportRequests;
import dev.assay.server.dataset.transfer.ImportModule;
import dev.assay.server.evaluation.EvaluationModule;
import dev.assay.server.grpc.EndpointsModule;
import dev.assay.server.grpc.GrpcConfig;
import dev.assay.server.job.JobConfig;
import dev.assay.server.job.JobModule;
import dev.assay.server.metrics.SpillPlace;
import dev.assay.server.objects.ObservedFiles;
import dev.assay.server.operation.OperationConfig;
import dev.assay.server.operation.OperationModule;
import dev.assay.server.run.RunConfig;
import dev.assay.server.run.RunModule;
import dev.assay.server.sampling.SamplingModule;
import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.NoCounters;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.work.WorkConfig;
import dev.assay.server.work.WorkModule;
import dev.assay.server.work.Workbench;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;

/** Examples per second of an export of text classifications from the embedded store, once warm. */
public final class ExportYardstick {
    private static final int ROUNDS = 4;

    private final InstantSource clock = InstantSource.system();
    private final Path bucket;
    private final Injector server;

    private ExportYardstick(Path directory, EmbeddedStores stores) throws IOException {
        bucket = Files.createDirectories(directory.resolve("bucket"));
        server = Guice.createInjector(
                stores.module(),
                new WorkModule(new WorkConfig("yardstick", Duration.ofMinutes(10))),
                new OperationModule(),
                new SamplingModule(),
                new DatasetModule(),
                new AnnotatedModule(),
                new InstructionModule(),
                new ExportModule(),
                new ImportModule(),
                new EvaluationModule(),
                new RunModule(),
                new JobModule(),
                new EndpointsModule(),
                new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(GrpcConfig.class)
                                .toInstance(new GrpcConfig(
                                        new InetSocketAddress(0), null, 1, 1, 1, Duration.ofSeconds(60)));
                        bind(ObjectFiles.class).toInstance(new ObservedFiles(bucket));
                        bind(OperationConfig.class)
                                .toInstance(new OperationConfig(Duration.ofDays(30), Duration.ofSeconds(60)));
                        bind(RunConfig.class).toInstance(new RunConfig(Duration.ZERO));
                        bind(DatasetConfig.class).toInstance(new DatasetConfig(Duration.ofSeconds(60)));
                        bind(JobConfig.class).toInstance(JobConfig.DEFAULT);
                        bind(SpillPlace.class).toInstance(new SpillPlace(directory));
                        bind(Counters.class).toInstance(new NoCounters());
                        bind(Ids.class).toInstance(new Ids());
                        bind(InstantSource.class).toInstance(clock);
                    }
                });
    }

    /** Prints a line for each format and round; the argument is the number of examples. */
    public static void main(String[] args) throws Exception {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
        Path directory = Files.createTempDirectory("yardstick");
        try (EmbeddedStores stores = EmbeddedStores.open(directory)) {
            new ExportYardstick(directory, stores).measure(count);
        }
    }

    private void measure(int count) throws Exception {
        AnnotatedSets sets = new AnnotatedSets(server, clock);
        ResourceName dataset = sets.dataset(IntStream.range(0, count)
                .mapToObj(number -> new Text("what a day it was, they said: comment number " + number))
                .toList());
        ResourceName annotated = sets.annotated(
                dataset,
                AnnotationType.TEXT_CLASSIFICATION_ANNOTATION,
                IntStream.range(0, count)
                        .mapToObj(number ->
                                List.of(Annotation.of(new Classification(number % 3 == 0 ? "good" : "not good"))))
                        .toList());
        for (int round = 0; round < ROUNDS; round++) {
            for (String mimeType : List.of("text/csv", "application/json")) {
                measure(dataset, annotated, mimeType, count);
            }
        }
    }

    private void measure(ResourceName dataset, ResourceName annotated, String mimeType, int count) throws Exception {
        var unused = server.getInstance(ExportRequests.class)
                .begin(
                        new ExportDraft(
                                dataset.toString(),
                                annotated.toString(),
                                "",
                                new ExportDraft.InFile("gs://bucket/out", mimeType)),
                        Instant.now());
        Workbench bench = server.getInstance(Workbench.class);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long cpuBefore = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        bench.work(bench.claim(Instant.now()).orElseThrow(), clock);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%-16s %,9.0f examples/s, %.1f µs of CPU each, %,d bytes%n",
                mimeType,
                count / seconds,
                (threads.getCurrentThreadCpuTime() - cpuBefore) / 1e3 / count,
                Files.size(bucket.resolve("out")));
    }
}
