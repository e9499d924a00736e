package dev.assay.server.whole;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.assay.server.dataset.DatasetConfig;
import dev.assay.server.dataset.DatasetDraft;
import dev.assay.server.dataset.DatasetModule;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.transfer.ImportCounts;
import dev.assay.server.dataset.transfer.ImportDraft;
import dev.assay.server.dataset.transfer.ImportModule;
import dev.assay.server.dataset.transfer.Imports;
import dev.assay.server.objects.ObjectsConfig;
import dev.assay.server.objects.ObjectsConfig.CloudAccess;
import dev.assay.server.objects.ObjectsModule;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationConfig;
import dev.assay.server.operation.OperationModule;
import dev.assay.server.operation.Operations;
import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.work.Claim;
import dev.assay.server.work.WorkConfig;
import dev.assay.server.work.WorkModule;
import dev.assay.server.work.Workbench;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Lines of text per second of an import over the embedded store, from a CSV file in a folder to committed items: into an
 * empty dataset, and into one that holds many. The datasets take turns, round by round; a figure is the median of its
 * rounds. Arguments: lines of an import; items that datasets hold before.
 */
public final class ImportYardstick {
    private static final int WARM_UPS = 2;
    private static final int ROUNDS = 7;
    private static final ResourceName PROJECT = ResourceName.of(ResourceKind.PROJECT, "my-project");
    private static final String TEXT =
            "\"What a day, said the cat; and the dog, who had \"\"slept\"\" through all of it, agreed. Number %d\"\n";

    private final Path bucket;
    private final Injector injector;

    private ImportYardstick(EmbeddedStores stores, Path bucket) {
        this.bucket = bucket;
        this.injector = Guice.createInjector(
                stores.module(),
                new WorkModule(new WorkConfig("yardstick", Duration.ofMinutes(10))),
                new OperationModule(),
                new DatasetModule(),
                new ObjectsModule(new ObjectsConfig(
                        Map.of("files", new ObjectsConfig.Folder(bucket)), new CloudAccess(null, null, true))),
                new ImportModule(),
                new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(DatasetConfig.class).toInstance(new DatasetConfig(Duration.ZERO));
                        bind(OperationConfig.class).toInstance(new OperationConfig(Duration.ofDays(30), Duration.ZERO));
                        bind(Ids.class).toInstance(new Ids());
                        bind(Counters.class).toInstance(Counters.NONE);
                    }
                });
    }

    /** Prints a line for each number of standing items. */
    public static void main(String[] args) throws IOException {
        int lines = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int[] standing = args.length > 1
                ? Arrays.stream(args).skip(1).mapToInt(Integer::parseInt).toArray()
                : new int[] {0, 10_000, 1_000_000};
        Path folder = Files.createTempDirectory("yardstick");
        Path bucket = Files.createDirectory(folder.resolve("files"));
        try (EmbeddedStores stores = EmbeddedStores.open(Files.createDirectory(folder.resolve("data")))) {
            new ImportYardstick(stores, bucket).measure(lines, standing);
        }
    }

    private void measure(int lines, int[] standing) throws IOException {
        write("timed.csv", lines);
        double[][] rates = new double[standing.length][ROUNDS];
        ResourceName[] datasets = new ResourceName[standing.length];
        long mostLive = 0;
        for (int round = -WARM_UPS; round < ROUNDS; round++) {
            for (int i = 0; i < standing.length; i++) {
                // What is added in a round must not matter; small datasets are made anew.
                if (datasets[i] == null || standing[i] < 10 * lines) {
                    datasets[i] = dataset(standing[i]);
                }
                long start = System.nanoTime();
                take(datasets[i], "timed.csv", lines);
                double seconds = (System.nanoTime() - start) / 1e9;
                if (round >= 0) {
                    rates[i][round] = lines / seconds;
                }
            }
            mostLive = Math.max(mostLive, liveBytes());
        }
        print(lines, standing, rates, mostLive);
    }

    private static void print(int lines, int[] standing, double[][] rates, long mostLive) {
        System.out.printf(
                "imports of %,d lines, median of %d rounds; in brackets the share of the first%n", lines, ROUNDS);
        for (int i = 0; i < standing.length; i++) {
            System.out.printf(
                    "%,10d items stand %,10.0f lines/s (%3.0f %%)%n",
                    standing[i], median(rates[i]), 100 * median(rates[i]) / median(rates[0]));
        }
        System.out.printf("heap in use after a round: at most %,d MiB%n", mostLive >> 20);
    }

    private static long liveBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static double median(double[] rates) {
        double[] sorted = rates.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** A new dataset that holds so many items. */
    private ResourceName dataset(int items) throws IOException {
        ResourceName name = injector.getInstance(Datasets.class)
                .create(PROJECT, new DatasetDraft("moods", ""), Instant.now())
                .name();
        if (items > 0) {
            write("standing.csv", items);
            take(name, "standing.csv", items);
        }
        return name;
    }

    private void take(ResourceName dataset, String file, int lines) {
        Operation operation = injector.getInstance(Imports.class)
                .start(
                        new ImportDraft(
                                dataset.toString(),
                                "TEXT",
                                new ImportDraft.File("gs://files/" + file, "text/csv"),
                                null,
                                null,
                                "",
                                new byte[0]),
                        Instant.now());
        Workbench workbench = injector.getInstance(Workbench.class);
        for (Optional<Claim> claim = workbench.claim(Instant.now());
                claim.isPresent();
                claim = workbench.claim(Instant.now())) {
            workbench.work(claim.get(), Instant::now);
        }
        ImportCounts counts = ImportCounts.of(
                injector.getInstance(Operations.class).get(operation.name()).operation());
        if (counts.imported() != lines) {
            throw new IllegalStateException("imported " + counts + " of " + lines);
        }
    }

    private void write(String file, int lines) throws IOException {
        try (Writer out = Files.newBufferedWriter(bucket.resolve(file))) {
            for (int i = 0; i < lines; i++) {
                out.write(String.format(TEXT, i));
            }
        }
    }
}
