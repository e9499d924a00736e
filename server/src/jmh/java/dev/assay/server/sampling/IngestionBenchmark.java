package dev.assay.server.sampling;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.assay.server.store.SamplingStores;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * Rows per second of ingestion, one caller and batches of 500, beside a bare loop of JDBC batches into the same table with
 * the same indexes: what checking, selecting and counting cost.
 */
@NullUnmarked // JMH calls the set-up
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 5)
public class IngestionBenchmark {
    private static final int BATCH = 500;
    private static final ResourceName JOB =
            ResourceName.of(ResourceKind.EVALUATION_JOB, "my-project", "0r6k3v9p2c8d5x7m1n4q6t0w2y");
    private static final ResourceName VERSION = ResourceName.of(ResourceKind.MODEL_VERSION, "my-project", "m", "v1");
    private static final String INSTANCE = "{\"image\": \"" + "x".repeat(370) + "\"}";
    private static final String PREDICTION =
            "{\"label\": [\"cat\", \"dog\"], \"score\": [0.75, 0.25]}" + " ".repeat(100);

    private final Ids ids = new Ids();
    private Path directory;
    private SamplingStores stores;
    private Ingestion ingestion;
    private Connection bare;
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");

    @Setup(Level.Iteration)
    public void open() throws IOException, SQLException {
        directory = Files.createTempDirectory("ingestion");
        stores = new SamplingStores(directory);
        Injector injector = Guice.createInjector(stores.module(), new SamplingModule(), new AbstractModule() {
            @Override
            protected void configure() {
                bind(Ids.class).toInstance(ids);
                bind(Counters.class).toInstance(Counters.NONE);
            }
        });
        ingestion = injector.getInstance(Ingestion.class);
        stores.transactions().write(() -> {
            stores.insertJob(JOB, VERSION, now);
            injector.getInstance(Sampling.class)
                    .open(JOB, new SamplerSettings(1, Integer.MAX_VALUE), new TableName("bq", "d", "t"), now);
        });
        bare = bareConnection();
    }

    @TearDown(Level.Iteration)
    public void close() throws IOException, SQLException {
        bare.close();
        stores.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The whole way of a batch behind the door. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public List<Batch.Result> ingestion() {
        now = now.plusNanos(1_000_000);
        List<Offered> offered = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            offered.add(new Offered.Prediction(ids.next(now), now, INSTANCE, PREDICTION));
        }
        return ingestion.ingest(List.of(new Batch(VERSION, offered, null)), now);
    }

    /** Nothing but the inserts, on a connection of its own. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int[] bareBatch() throws SQLException {
        now = now.plusNanos(1_000_000);
        try (PreparedStatement insert =
                bare.prepareStatement("INSERT INTO \"d.t\" (model, model_version, time, raw_data,"
                        + " raw_prediction, groundtruth, prediction_id, sampling_probability, evaluation_job,"
                        + " evaluation_interval) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (int i = 0; i < BATCH; i++) {
                insert.setString(1, "m");
                insert.setString(2, "v1");
                insert.setString(3, "2026-03-01T10:00:00.000000Z");
                insert.setString(4, INSTANCE);
                insert.setString(5, PREDICTION);
                insert.setString(6, null);
                insert.setString(7, ids.next(now));
                insert.setDouble(8, 1);
                insert.setString(9, JOB.toString());
                insert.setLong(10, 1);
                insert.addBatch();
            }
            int[] counts = insert.executeBatch();
            bare.commit();
            return counts;
        }
    }

    private Connection bareConnection() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setCacheSize(-32_768);
        Path file = directory.resolve("bare.db");
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            for (var made : stores.query("SELECT sql FROM sqlite_master WHERE tbl_name = 'd.t' AND sql IS NOT NULL")) {
                statement.execute(String.valueOf(made.get("sql")));
            }
        }
        connection.setAutoCommit(false);
        return connection;
    }
}
