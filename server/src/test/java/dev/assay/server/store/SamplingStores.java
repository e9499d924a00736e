package dev.assay.server.store;

import com.google.inject.AbstractModule;
import dev.assay.server.sampling.HeldTruthStore;
import dev.assay.server.sampling.SampleTableStore;
import dev.assay.server.sampling.SamplingStore;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The embedded stores of sampling over a directory, for tests of any room; rows of jobs are written by hand. */
public final class SamplingStores implements AutoCloseable {
    private final Database database;

    public SamplingStores(Path directory) {
        this(SqliteDatabase.open(directory));
    }

    /** The same over a PostgreSQL. */
    public static SamplingStores postgresql(PostgresSettings settings) {
        return new SamplingStores(PostgresDatabase.open(settings));
    }

    SamplingStores(Database database) {
        this.database = database;
    }

    /** A fence that is in force. */
    public Fence claim(String resource, Instant now) {
        WorkStore works = new SqlWorkStore(database);
        works.add(resource, WorkKind.RUN, now);
        return works.claim("test", now, now.plusSeconds(20)).orElseThrow().fence();
    }

    public SamplingStore samplingStore() {
        return new SqlSamplingStore(database);
    }

    public SampleTableStore sampleTableStore() {
        return new SqlSampleTableStore(database, new SqlWorkStore(database));
    }

    public HeldTruthStore heldTruthStore() {
        return new SqlHeldTruthStore(database);
    }

    public Transactions transactions() {
        return database;
    }

    /** Binds all of this. */
    public AbstractModule module() {
        return new AbstractModule() {
            @Override
            protected void configure() {
                bind(SamplingStore.class).toInstance(samplingStore());
                bind(SampleTableStore.class).toInstance(sampleTableStore());
                bind(HeldTruthStore.class).toInstance(heldTruthStore());
                bind(Transactions.class).toInstance(transactions());
            }
        };
    }

    /** Inserts the row of a job that evaluates a version; columns that sampling does not read are blank. */
    public void insertJob(ResourceName job, ResourceName modelVersion, Instant now) {
        Map<String, Object> known = Map.of(
                "id", job.id(),
                "project", job.project(),
                "model_version", modelVersion.toString(),
                "create_time", Micros.of(now));
        List<String> names = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        for (Map<String, Object> column : query(requiredColumnsOfJob())) {
            String name = String.valueOf(column.get("name"));
            names.add(name);
            values.add(known.getOrDefault(name, blank(String.valueOf(column.get("type")))));
        }
        String marks = String.join(", ", Collections.nCopies(names.size(), "?"));
        execute("INSERT INTO job (" + String.join(", ", names) + ") VALUES (" + marks + ")", values.toArray());
    }

    private String requiredColumnsOfJob() {
        return switch (database.dialect()) {
            case SQLITE -> "SELECT name, type FROM pragma_table_info('job') WHERE \"notnull\" AND dflt_value IS NULL";
            case POSTGRESQL ->
                "SELECT column_name AS name, upper(data_type) AS type FROM information_schema.columns"
                        + " WHERE table_schema = 'assay' AND table_name = 'job' AND is_nullable = 'NO'";
        };
    }

    private static Object blank(String type) {
        return switch (type) {
            case "TEXT" -> "";
            case "BLOB", "BYTEA" -> new byte[0];
            case "BOOLEAN" -> false;
            default -> 0;
        };
    }

    public void pause(ResourceName job, @Nullable Instant time) {
        execute("UPDATE job SET pause_time = ? WHERE id = ?", time == null ? null : Micros.of(time), job.id());
    }

    public void delete(ResourceName job, Instant time) {
        execute("UPDATE job SET delete_time = ? WHERE id = ?", Micros.of(time), job.id());
    }

    /** A parameter of a statement that is the time of a sampled row, as text. */
    String timeParameter() {
        return database.dialect().timeParameter("?");
    }

    public int execute(String sql, @Nullable Object... args) {
        return database.update(handle -> handle.execute(sql, args));
    }

    public List<Map<String, Object>> query(String sql, Object... args) {
        return database.query(handle -> handle.select(sql, args).mapToMap().list());
    }

    public long number(String sql, Object... args) {
        return database.query(
                handle -> handle.select(sql, args).mapTo(Long.class).one());
    }

    @Override
    public void close() {
        database.close();
    }
}
