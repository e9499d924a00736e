package dev.assay.server.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.util.Modules;
import dev.assay.server.dataset.Dataset;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.Dataset.PayloadKeys;
import dev.assay.server.dataset.Dataset.Source;
import dev.assay.server.dataset.DatasetConfig;
import dev.assay.server.dataset.DatasetModule;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.annotated.AnnotatedModule;
import dev.assay.server.evaluation.rows.ImportKeys;
import dev.assay.server.metrics.SpillPlace;
import dev.assay.server.sampling.SampleTableStore;
import dev.assay.server.sampling.SampleTableStore.NewRow;
import dev.assay.server.sampling.SampleTableStore.Origin;
import dev.assay.server.sampling.TableName;
import dev.assay.server.store.OpenStore;
import dev.assay.server.store.RawSql;
import dev.assay.server.store.StoreModule;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Sampled rows, datasets and evaluations of one project over an embedded store, without jobs and runs around them. */
public final class EvaluationBench implements AutoCloseable {
    /** When the first run began. */
    public static final Instant START = Instant.parse("2026-03-02T10:00:00Z");

    /** The labels of the digits. */
    public static final List<String> DIGITS = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    /** The keys that the digits are read by. */
    public static final ImportKeys KEYS = new ImportKeys("labels", "scores", "image", null);

    /** Likewise, with boxes. */
    public static final ImportKeys BOX_KEYS = new ImportKeys("labels", "scores", "image", null, "boxes");

    /** Of boxes, whatever a plan's config says. */
    public static final double IOU_THRESHOLD = 0.5;

    static final TableName TABLE = new TableName("bq", "samples", "digits");
    private static final ResourceName PROJECT = ResourceName.of(ResourceKind.PROJECT, "shop");
    private static final ResourceName VERSION = ResourceName.of(ResourceKind.MODEL_VERSION, "shop", "digits", "v1");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final OpenStore store;
    private final Module stores;
    private final Injector injector;
    private int predictions;

    /** A bench in a directory of its own. */
    public EvaluationBench(Path directory) {
        this(directory, 50_000);
    }

    EvaluationBench(Path directory, int pairsInMemory) {
        store = OpenStore.embedded(directory);
        stores = Modules.combine(new StoreModule(store), new AbstractModule() {
            @Override
            protected void configure() {
                bind(Ids.class).toInstance(new Ids());
                bind(InstantSource.class).toInstance(now::get);
                bind(DatasetConfig.class).toInstance(new DatasetConfig(Duration.ofSeconds(60)));
            }
        });
        injector = Guice.createInjector(
                stores, new DatasetModule(), new AnnotatedModule(), new EvaluationModule(), new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(SpillPlace.class).toInstance(new SpillPlace(directory, pairsInMemory));
                        bind(BoxOptions.class).toInstance(config -> IOU_THRESHOLD);
                    }
                });
        get(SampleTableStore.class).make(TABLE, "shop", START);
    }

    /** The stores, and what every room is given. */
    public Module stores() {
        return stores;
    }

    /** Something of the server. */
    public <T> T get(Class<T> type) {
        return Objects.requireNonNull(injector.getInstance(type));
    }

    /** Statements past the stores. */
    public RawSql sql() {
        return new RawSql(injector);
    }

    /** The time on this bench. */
    public Instant now() {
        return now.get();
    }

    /** Moves the time. */
    public void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    @Override
    public void close() {
        store.close();
    }

    // --- rows -----------------------------------------------------------------------------------------------------

    /** Samples a row with probability 1/2. */
    public void sample(long interval, String instance, String prediction, @Nullable String truth) {
        NewRow row = new NewRow(
                "p" + predictions++,
                now(),
                "{\"instances\":[" + instance + "]}",
                "{\"predictions\":[" + prediction + "]}",
                truth);
        sample(interval, List.of(row));
    }

    void sample(long interval, List<NewRow> rows) {
        get(SampleTableStore.class).insert(new Origin(TABLE, job("j1"), VERSION, interval, 0.5), rows);
    }

    /** Writes a row as others do, and takes it into an interval. */
    public void writeForeign(
            long interval, @Nullable String rawData, @Nullable String rawPrediction, @Nullable String truth) {
        sql().execute(
                        "INSERT INTO \"samples.digits\" (model, model_version, time, raw_data, raw_prediction,"
                                + " groundtruth, prediction_id, evaluation_job, evaluation_interval)"
                                + " VALUES ('digits', 'v1', ?, ?, ?, ?, ?, ?, ?)",
                        now().toString(),
                        rawData,
                        rawPrediction,
                        truth,
                        "ext-" + predictions++,
                        job("j1").toString(),
                        interval);
    }

    /** Samples the digits. */
    public void sampleDigits(long interval) {
        List<NewRow> rows = new ArrayList<>();
        for (String line : lines("/dev/assay/server/demo/digits/predictions.jsonl")) {
            JsonObject json = JsonParser.parseString(line).getAsJsonObject();
            rows.add(new NewRow(
                    json.get("id").getAsString(),
                    now(),
                    "{\"instances\":[" + json.get("instance") + "]}",
                    "{\"predictions\":[" + json.get("prediction") + "]}",
                    json.get("groundtruth").toString()));
        }
        sample(interval, rows);
    }

    static List<String> lines(String resource) {
        InputStream stream = Objects.requireNonNull(EvaluationBench.class.getResourceAsStream(resource));
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of an interval, a hundred at a time. */
    public RowSource rows(long interval) {
        return after -> get(SampleTableStore.class).rows(TABLE, interval, after, 100).stream()
                .map(row -> new SourceRow(
                        row.key(),
                        row.predictionId(),
                        row.rawPrediction(),
                        row.groundTruth(),
                        row.samplingProbability(),
                        row.predictionId().startsWith("ext-")))
                .toList();
    }

    // --- runs -----------------------------------------------------------------------------------------------------

    /** A job of the project. */
    public static ResourceName job(String id) {
        return PROJECT.child(ResourceKind.EVALUATION_JOB, id);
    }

    /** Makes the dataset of a run, of digits unless told otherwise, as the run would. */
    public ResourceName dataset(String id, long interval) {
        return dataset(id, interval, new PayloadKeys(DataType.IMAGE, "image", ""));
    }

    /** Makes the dataset of a run. */
    public ResourceName dataset(String id, long interval, PayloadKeys keys) {
        ResourceName name = PROJECT.child(ResourceKind.DATASET, id);
        Source source = new Source(TABLE.dataset(), TABLE.table(), interval, keys);
        Datasets datasets = get(Datasets.class);
        datasets.createFromInterval(
                new Dataset(name, "run " + id, "of a test", now(), List.of(), datasets.countItems(source), source));
        return name;
    }

    /** The plan of a first revision of a run of job {@code j1}. */
    public EvaluationPlan plan(String run, ResourceName dataset) {
        return plan(job("j1"), run, dataset, "digits", DIGITS, false);
    }

    /** The plan of a first revision of a run. */
    public EvaluationPlan plan(
            ResourceName job,
            String run,
            ResourceName dataset,
            String modelId,
            List<String> labels,
            boolean multiLabel) {
        return new EvaluationPlan(
                job.child(ResourceKind.RUN, run),
                1,
                now(),
                dataset,
                modelId,
                labels,
                multiLabel,
                KEYS,
                "IMAGE_CLASSIFICATION_ANNOTATION",
                new byte[0]);
    }

    /** The plan of a first revision of a run of job {@code j1} about boxes. */
    public EvaluationPlan boxPlan(String run, ResourceName dataset, List<String> labels, byte[] config) {
        return new EvaluationPlan(
                job("j1").child(ResourceKind.RUN, run),
                1,
                now(),
                dataset,
                "digits",
                labels,
                false,
                BOX_KEYS,
                "IMAGE_BOUNDING_BOX_ANNOTATION",
                config);
    }

    /** Claims the work of a run, adding it the first time; a claim before is void from now on. One run at a time. */
    public Fence claim(EvaluationPlan plan) {
        WorkStore works = get(WorkStore.class);
        String resource = plan.run().toString();
        return get(Transactions.class).write(() -> {
            if (works.claim("test", now(), now()).isEmpty()) {
                works.add(resource, WorkKind.RUN, now());
            }
            Fence fence = works.claim("test", now(), now()).orElseThrow().fence();
            assertThat(fence.resource()).isEqualTo(resource);
            return fence;
        });
    }

    /** Prepares and publishes; the answer is the aggregate's name. */
    public ResourceName evaluate(EvaluationPlan plan, RowSource rows) {
        Evaluations evaluations = get(Evaluations.class);
        Prepared prepared = evaluations.prepare(plan, rows, claim(plan), now::get);
        return get(Transactions.class).write(() -> {
            get(WorkStore.class).remove(plan.run().toString());
            return evaluations.publish(prepared, now());
        });
    }
}
