package dev.assay.server.whole;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.assay.server.sampling.Batch;
import dev.assay.server.sampling.Ingestion;
import dev.assay.server.sampling.Offered;
import dev.assay.server.sampling.SamplerSettings;
import dev.assay.server.sampling.Sampling;
import dev.assay.server.sampling.SamplingModule;
import dev.assay.server.sampling.TableName;
import dev.assay.server.store.PostgresForTests;
import dev.assay.server.store.PostgresSettings;
import dev.assay.server.store.SamplingStores;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.NullUnmarked;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * Rows per second of ingestion, beside a bare loop of JDBC batches into a table with the same columns and indexes, with
 * the same ids in batches of the same size: behind the door, and over a socket to a server process on the same machine.
 * The three take turns, round by round; a figure is the median of its rounds.
 */
@NullUnmarked // closed in the order of opening
public final class IngestionYardstick {
    private static final int BATCH = 500;
    private static final int BATCHES_PER_ROUND = 60;
    private static final int WARM_UPS = 3;
    private static final int ROUNDS = 7;
    private static final ResourceName JOB = ResourceName.of(ResourceKind.EVALUATION_JOB, "my-project", "job");
    private static final ResourceName VERSION = ResourceName.of(ResourceKind.MODEL_VERSION, "my-project", "m", "v1");
    private static final String INSTANCE = "{\"image\": \"" + "x".repeat(370) + "\"}";
    private static final String PREDICTION =
            "{\"label\": [\"cat\", \"dog\"], \"score\": [0.75, 0.25]}" + " ".repeat(100);

    private IngestionYardstick() {}

    /** Takes in so many batches. */
    private interface Way extends AutoCloseable {
        void take(List<List<String>> idsOfBatches) throws Exception;

        @Override
        void close() throws Exception;
    }

    /** Prints a line for each engine and order of ids. */
    public static void main(String[] args) throws Exception {
        System.out.printf(
                "rows/s, batches of %d, median of %d rounds; in brackets the share of the bare JDBC loop%n",
                BATCH, ROUNDS);
        System.out.printf("%-11s %-9s %10s %18s %18s%n", "store", "ids", "bare JDBC", "store path", "over gRPC");
        for (boolean postgres : new boolean[] {true, false}) {
            measure(postgres, "ascending", new Ids()::next);
            measure(postgres, "random", now -> UUID.randomUUID().toString());
        }
    }

    private static void measure(boolean postgres, String order, Function<Instant, String> ids) throws Exception {
        Path folder = Files.createTempDirectory("yardstick");
        List<Way> ways = List.of(bare(postgres, folder), behindTheDoor(postgres, folder), overGrpc(postgres, folder));
        double[][] rates = new double[ways.size()][ROUNDS];
        for (int round = -WARM_UPS; round < ROUNDS; round++) {
            for (int way = 0; way < ways.size(); way++) {
                double rate = rate(ways.get(way), ids);
                if (round >= 0) {
                    rates[way][round] = rate;
                }
            }
        }
        for (Way way : ways) {
            way.close();
        }
        double[] medians =
                Arrays.stream(rates).mapToDouble(IngestionYardstick::median).toArray();
        System.out.printf(
                "%-11s %-9s %,10.0f %,11.0f (%3.0f %%) %,11.0f (%3.0f %%)%n",
                postgres ? "PostgreSQL" : "embedded",
                order,
                medians[0],
                medians[1],
                100 * medians[1] / medians[0],
                medians[2],
                100 * medians[2] / medians[0]);
    }

    private static double rate(Way way, Function<Instant, String> ids) throws Exception {
        List<List<String>> batches = new ArrayList<>();
        Instant now = Instant.now();
        for (int b = 0; b < BATCHES_PER_ROUND; b++) {
            List<String> batch = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                batch.add(ids.apply(now));
            }
            batches.add(batch);
        }
        long start = System.nanoTime();
        way.take(batches);
        return BATCH * BATCHES_PER_ROUND / ((System.nanoTime() - start) / 1e9);
    }

    private static double median(double[] rates) {
        double[] sorted = rates.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    // --- bare -----------------------------------------------------------------------------------------------------

    private static Way bare(boolean postgres, Path folder) throws SQLException {
        Connection connection = postgres ? barePostgres() : bareSqlite(folder);
        connection.setAutoCommit(false);
        PreparedStatement insert = connection.prepareStatement("INSERT INTO bare (model, model_version, time, raw_data,"
                + " raw_prediction, groundtruth, prediction_id, sampling_probability, evaluation_job,"
                + " evaluation_interval) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        return new Way() {
            @Override
            public void take(List<List<String>> batches) throws SQLException {
                for (List<String> batch : batches) {
                    for (String id : batch) {
                        bind(insert, id, postgres);
                        insert.addBatch();
                    }
                    insert.executeBatch();
                    connection.commit();
                }
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }

    private static void bind(PreparedStatement insert, String id, boolean postgres) throws SQLException {
        insert.setString(1, "m");
        insert.setString(2, "v1");
        if (postgres) {
            insert.setObject(3, OffsetDateTime.of(2026, 3, 1, 10, 0, 0, 0, ZoneOffset.UTC));
        } else {
            insert.setString(3, "2026-03-01T10:00:00.000000Z");
        }
        insert.setString(4, INSTANCE);
        insert.setString(5, PREDICTION);
        insert.setString(6, null);
        insert.setString(7, id);
        insert.setDouble(8, 1);
        insert.setString(9, JOB.toString());
        insert.setLong(10, 1);
    }

    /** With the driver's own rewriting of batches into statements of many rows, which a bare loop would turn on. */
    private static Connection barePostgres() throws SQLException {
        PostgresSettings settings = PostgresForTests.emptyDatabase();
        try (SamplingStores stores = SamplingStores.postgresql(settings)) {
            makeJob(stores);
            stores.execute("CREATE TABLE public.bare (LIKE d.t INCLUDING ALL)");
        }
        return DriverManager.getConnection(settings.url() + "&reWriteBatchedInserts=true");
    }

    private static Connection bareSqlite(Path folder) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setCacheSize(-32_768);
        Connection connection = config.createConnection("jdbc:sqlite:" + folder.resolve("bare.db"));
        try (SamplingStores stores = new SamplingStores(folder.resolve("model"));
                Statement statement = connection.createStatement()) {
            makeJob(stores);
            for (var made : stores.query("SELECT sql FROM sqlite_master WHERE tbl_name = 'd.t' AND sql IS NOT NULL")) {
                statement.execute(String.valueOf(made.get("sql")).replace("\"d.t\"", "bare"));
            }
        }
        return connection;
    }

    // --- behind the door ------------------------------------------------------------------------------------------

    private static Injector makeJob(SamplingStores stores) {
        Injector injector = Guice.createInjector(stores.module(), new SamplingModule(), new AbstractModule() {
            @Override
            protected void configure() {
                bind(Ids.class).toInstance(new Ids());
                bind(Counters.class).toInstance(Counters.NONE);
            }
        });
        stores.transactions().write(() -> {
            stores.insertJob(JOB, VERSION, Instant.EPOCH);
            injector.getInstance(Sampling.class)
                    .open(JOB, new SamplerSettings(1, Integer.MAX_VALUE), new TableName("bq", "d", "t"), Instant.EPOCH);
        });
        return injector;
    }

    private static Way behindTheDoor(boolean postgres, Path folder) {
        SamplingStores stores = postgres
                ? SamplingStores.postgresql(PostgresForTests.emptyDatabase())
                : new SamplingStores(folder.resolve("store"));
        Ingestion ingestion = makeJob(stores).getInstance(Ingestion.class);
        return new Way() {
            @Override
            public void take(List<List<String>> batches) {
                for (List<String> batch : batches) {
                    Instant now = Instant.now();
                    List<Offered> offered = new ArrayList<>(batch.size());
                    batch.forEach(id -> offered.add(new Offered.Prediction(id, now, INSTANCE, PREDICTION)));
                    ingestion.ingest(List.of(new Batch(VERSION, offered, null)), now);
                }
            }

            @Override
            public void close() {
                stores.close();
            }
        };
    }

    // --- over gRPC ------------------------------------------------------------------------------------------------

    private static Way overGrpc(boolean postgres, Path folder) throws Exception {
        String[] options = postgres
                ? new String[] {
                    "--database-url", PostgresForTests.emptyDatabase().url()
                }
                : new String[0];
        ServerProcess server = ServerProcess.start(folder.resolve("server"), options);
        Api api = new Api(server);
        api.createDigitsJob("v1", Integer.MAX_VALUE);
        SteadyStream stream = new SteadyStream(api, Digits.MODEL_VERSION, INSTANCE, PREDICTION);
        return new Way() {
            @Override
            public void take(List<List<String>> batches) throws InterruptedException {
                stream.send(batches);
            }

            @Override
            public void close() {
                stream.close();
                api.close();
                server.close();
            }
        };
    }
}
