package dev.assay.server.dataset.transfer;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import dev.assay.server.dataset.DataItem;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.Dataset;
import dev.assay.server.dataset.DatasetConfig;
import dev.assay.server.dataset.DatasetDraft;
import dev.assay.server.dataset.DatasetModule;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationConfig;
import dev.assay.server.operation.OperationError;
import dev.assay.server.operation.OperationModule;
import dev.assay.server.operation.OperationReport;
import dev.assay.server.operation.Operations;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.work.Claim;
import dev.assay.server.work.WorkConfig;
import dev.assay.server.work.WorkModule;
import dev.assay.server.work.Workbench;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Imports over the stores of a test; time moves only when told, and work is done when the test says so. */
final class ImportBench {
    static final ResourceName PROJECT = ResourceName.of(ResourceKind.PROJECT, "p");
    private static final byte[] CONFIG = {8, 4};

    final RememberedFiles files = new RememberedFiles();
    private final Injector injector;
    private Instant now = Instant.parse("2026-03-02T10:00:00Z");

    ImportBench(Module stores) {
        injector = Guice.createInjector(
                stores,
                new WorkModule(new WorkConfig("test", Duration.ofSeconds(20))),
                new OperationModule(),
                new DatasetModule(),
                new ImportModule(),
                new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(ObjectFiles.class).toInstance(files);
                        bind(DatasetConfig.class).toInstance(new DatasetConfig(Duration.ofSeconds(60)));
                        bind(OperationConfig.class)
                                .toInstance(new OperationConfig(Duration.ofDays(30), Duration.ofSeconds(60)));
                        bind(Ids.class).toInstance(new Ids(new Random(1)));
                        bind(Counters.class).toInstance(Counters.NONE);
                    }
                });
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

    /** A new dataset without items. */
    ResourceName dataset() {
        return get(Datasets.class)
                .create(PROJECT, new DatasetDraft("title", ""), now)
                .name();
    }

    static ImportDraft ofFile(ResourceName dataset, String type, String path) {
        return new ImportDraft(
                dataset.toString(), type, new ImportDraft.File("gs://b/" + path, ""), null, null, "", CONFIG);
    }

    static ImportDraft ofTable(ResourceName dataset, String type, String table) {
        return new ImportDraft(dataset.toString(), type, null, table, null, "", CONFIG);
    }

    Operation start(ImportDraft draft) {
        return get(Imports.class).start(draft, now);
    }

    /** Starts an import of a file and does it. */
    OperationReport importFile(ResourceName dataset, String type, String path) {
        return finish(start(ofFile(dataset, type, path)));
    }

    /** Does all work there is; the operation must be done then. */
    OperationReport finish(Operation operation) {
        drive();
        OperationReport report = report(operation);
        if (!report.operation().isDone()) {
            throw new AssertionError(operation.name() + " is not done");
        }
        return report;
    }

    OperationReport report(Operation operation) {
        return get(Operations.class).get(operation.name());
    }

    /** What the failures of an import say. */
    static List<String> failures(OperationReport report) {
        return report.partialFailures().stream().map(OperationError::message).toList();
    }

    ImportCounts counts(Operation operation) {
        return ImportCounts.of(report(operation).operation());
    }

    Optional<Claim> claim() {
        return get(Workbench.class).claim(now);
    }

    void work(Claim claim, InstantSource clock) {
        get(Workbench.class).work(claim, clock);
    }

    void drive() {
        for (Optional<Claim> claim = claim(); claim.isPresent(); claim = claim()) {
            work(claim.get(), () -> now);
        }
    }

    Dataset read(ResourceName dataset) {
        return get(Datasets.class).get(dataset);
    }

    /** All items of a dataset. */
    List<Payload> items(ResourceName dataset) {
        Dataset found = read(dataset);
        List<Payload> items = new ArrayList<>();
        String after = null;
        List<DataItem> some = get(DataItems.class).after(found, after, 1_000, 1 << 20);
        while (!some.isEmpty()) {
            some.forEach(item -> items.add(item.payload()));
            after = some.get(some.size() - 1).name().id();
            some = get(DataItems.class).after(found, after, 1_000, 1 << 20);
        }
        return items;
    }

    /** All items of a dataset of texts. */
    List<String> texts(ResourceName dataset) {
        return items(dataset).stream()
                .map(item -> ((DataItem.Text) item).content())
                .toList();
    }
}
