package dev.assay.server.store;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.assay.server.dataset.AnnotationSpecSet;
import dev.assay.server.dataset.AnnotationSpecSets;
import dev.assay.server.dataset.DatasetConfig;
import dev.assay.server.dataset.DatasetModule;
import dev.assay.server.dataset.SpecSetDraft;
import dev.assay.server.dataset.annotated.AnnotatedModule;
import dev.assay.server.evaluation.BoxOptions;
import dev.assay.server.evaluation.EvaluationModule;
import dev.assay.server.evaluation.JobStates;
import dev.assay.server.job.DueJobs;
import dev.assay.server.job.DueSweep;
import dev.assay.server.job.JobConfig;
import dev.assay.server.job.JobModule;
import dev.assay.server.labeling.LabelingModule;
import dev.assay.server.metrics.SpillPlace;
import dev.assay.server.operation.OperationConfig;
import dev.assay.server.operation.OperationModule;
import dev.assay.server.run.RunConfig;
import dev.assay.server.run.RunModule;
import dev.assay.server.sampling.SamplingModule;
import dev.assay.server.vocabulary.AnnotationSpec;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.work.WorkConfig;
import dev.assay.server.work.WorkModule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Any number of jobs in a database, with everything that a beginning run needs. Their rows are written by
 * SQL, because a million creations would take a while; they are due in a thousand years.
 */
public final class StandingJobs implements AutoCloseable {
    private static final Instant CREATED = Instant.parse("2026-03-01T10:00:00Z");

    /** Ids are as long as real ones. */
    private static final String FIRST_ID = "job0000000000";

    private static final long FIRST_NUMBER = 1_000_000_000_000L;

    private final CountedDatabase database;
    private final Injector injector;

    /** Makes that many jobs in the embedded database of a directory. */
    public StandingJobs(Path directory, int count) {
        this(SqliteDatabase.open(directory), directory);
        insert(count);
    }

    /** Makes that many jobs in a PostgreSQL of their own. */
    public static StandingJobs postgresql(Path directory, int count) {
        StandingJobs jobs = new StandingJobs(PostgresDatabase.open(PostgresForTests.emptyDatabase()), directory);
        jobs.insert(count);
        // As the database does by itself after a while.
        jobs.database.update(handle -> handle.execute("ANALYZE"));
        return jobs;
    }

    /** A server over a database as it is. */
    StandingJobs(Database store, Path directory) {
        database = new CountedDatabase(store);
        injector = Guice.createInjector(
                new StoreModule(new OpenStore(database)),
                new WorkModule(new WorkConfig("test", Duration.ofSeconds(20))),
                new SamplingModule(),
                new OperationModule(),
                new DatasetModule(),
                new AnnotatedModule(),
                new LabelingModule(),
                new EvaluationModule(),
                new RunModule(),
                new JobModule(),
                new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(JobStates.class).toInstance(names -> Map.of());
                        bind(BoxOptions.class).toInstance(config -> 0.5);
                        bind(RunConfig.class).toInstance(new RunConfig(Duration.ZERO));
                        bind(DatasetConfig.class).toInstance(new DatasetConfig(Duration.ofSeconds(60)));
                        bind(JobConfig.class).toInstance(JobConfig.DEFAULT);
                        bind(SpillPlace.class).toInstance(new SpillPlace(directory));
                        bind(Counters.class).toInstance(Counters.NONE);
                        bind(OperationConfig.class)
                                .toInstance(new OperationConfig(Duration.ofDays(30), Duration.ofSeconds(60)));
                        bind(Ids.class).toInstance(new Ids());
                    }
                });
    }

    /** Makes the jobs of these numbers, from 1 on, due at a time. */
    public void makeDue(int first, int last, Instant due) {
        database.update(handle -> handle.execute(
                "UPDATE job SET next_due = ? WHERE id BETWEEN ? AND ?",
                Micros.of(due),
                FIRST_ID + (FIRST_NUMBER + first),
                FIRST_ID + (FIRST_NUMBER + last)));
        database.take();
    }

    /** Begins everything that is due; answers how many runs that were. */
    public int sweep(Instant now) {
        DueSweep sweep = injector.getInstance(DueJobs.class).sweep(now);
        int begun = 0;
        while (!sweep.isDone()) {
            begun += sweep.startSome(now);
        }
        return begun;
    }

    CountedDatabase database() {
        return database;
    }

    /** Makes that many jobs. */
    void insert(int count) {
        AnnotationSpecSet set = injector.getInstance(AnnotationSpecSets.class)
                .create(
                        ResourceName.of(ResourceKind.PROJECT, "shop"),
                        new SpecSetDraft("moods", "", List.of(new AnnotationSpec("good", ""))),
                        CREATED);
        String numbers =
                "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < " + count + ") ";
        String id = "'" + FIRST_ID + "' || CAST(" + FIRST_NUMBER + " + n AS TEXT)";
        long created = Micros.of(CREATED);
        database.update(handle -> {
            handle.execute("INSERT INTO sample_table VALUES ('samples', 'rows', 'shop', 'shop', ?)", created);
            handle.createUpdate(numbers + """
                            INSERT INTO job (id, project, description, schedule, interval_days, model_version, model_id,
                                annotation_spec_set, label_missing_ground_truth, problem, multi_label, import_keys,
                                config, input_config, evaluation_config, next_due, create_time)
                            SELECT %s, 'shop', 'a job', 'every 24 hours', 1,
                                'projects/shop/models/mail/versions/' || CAST(n AS TEXT), 'mail', :set, :no,
                                'TEXT_CLASSIFICATION_ANNOTATION', :no, '{"label_json_key":"labels"}',
                                :config, :config, :config, :due, :created FROM number""".formatted(id))
                    .bind("set", set.name().toString())
                    .bind("no", false)
                    .bind("config", new byte[100])
                    .bind("due", Micros.of(CREATED.plus(Duration.ofDays(365_000))))
                    .bind("created", created)
                    .execute();
            handle.execute(
                    numbers + "INSERT INTO sampler SELECT " + id + ", ?, 1.0, 1000, 'samples', 'rows' FROM number",
                    new byte[16]);
            return handle.execute(
                    numbers + "INSERT INTO sampling_interval (job, table_dataset, table_name, open_time, cap) SELECT "
                            + id + ", 'samples', 'rows', ?, 1000 FROM number",
                    created);
        });
        database.take();
    }

    @Override
    public void close() {
        database.close();
    }
}
