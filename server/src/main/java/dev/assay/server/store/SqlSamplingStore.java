package dev.assay.server.store;

import dev.assay.server.sampling.IntervalRecord;
import dev.assay.server.sampling.Policy;
import dev.assay.server.sampling.PopulationCounts;
import dev.assay.server.sampling.Sampler;
import dev.assay.server.sampling.Sampler.Gate;
import dev.assay.server.sampling.SamplerSettings;
import dev.assay.server.sampling.SamplingStore;
import dev.assay.server.sampling.TableName;
import dev.assay.server.sampling.Tally;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Samplers and intervals in SQL. */
final class SqlSamplingStore implements SamplingStore {
    /** A sampler beside its job, from which its gate follows, and its open interval, if it has one. */
    private static final String SELECT_SAMPLER = """
            SELECT j.project, j.id, j.model_version, j.pause_time, j.delete_time, s.salt, s.example_sample_percentage,
                   s.example_count, t.source_project, s.table_dataset, s.table_name, i.id AS interval,
                   coalesce(i.taken >= i.cap, FALSE) AS is_full
            FROM job j
            JOIN sampler s ON s.job = j.id
            JOIN sample_table t ON t.dataset = s.table_dataset AND t.name = s.table_name
            LEFT JOIN sampling_interval i ON i.job = j.id AND i.seal_time IS NULL
            """;

    private final Database database;

    @Inject
    SqlSamplingStore(Database database) {
        this.database = database;
    }

    @Override
    public void open(ResourceName job, byte[] salt, SamplerSettings settings, TableName table, Instant now) {
        database.update(handle -> handle.createUpdate("""
                        INSERT INTO sampler
                          (job, salt, example_sample_percentage, example_count, table_dataset, table_name)
                        VALUES (:job, :salt, :percentage, :count, :dataset, :table)""")
                .bind("job", job.id())
                .bind("salt", salt)
                .bind("percentage", settings.samplePercentage())
                .bind("count", settings.exampleCount())
                .bind("dataset", table.dataset())
                .bind("table", table.table())
                .execute());
        openInterval(job, now);
    }

    @Override
    public void change(ResourceName job, SamplerSettings settings, Instant now) {
        database.update(handle -> {
            handle.execute(
                    "UPDATE sampler SET example_sample_percentage = ?, example_count = ? WHERE job = ?",
                    settings.samplePercentage(),
                    settings.exampleCount(),
                    job.id());
            // An interval that takes rows again has not reached its cap; one that holds as many already has.
            return handle.createUpdate("""
                            UPDATE sampling_interval
                            SET cap = :cap, cap_time = CASE WHEN taken < :cap THEN NULL ELSE coalesce(cap_time, :now) END
                            WHERE job = :job AND seal_time IS NULL""")
                    .bind("cap", settings.exampleCount())
                    .bind("now", Micros.of(now))
                    .bind("job", job.id())
                    .execute();
        });
    }

    @Override
    public Optional<Sampler> find(ResourceName job) {
        return database.query(handle -> handle.createQuery(SELECT_SAMPLER + "WHERE j.id = ? AND j.project = ?")
                .bind(0, job.id())
                .bind(1, job.project())
                .map(SqlSamplingStore::sampler)
                .findOne());
    }

    @Override
    public Optional<Sampler> findByVersion(ResourceName modelVersion) {
        return database.query(
                handle -> handle.createQuery(SELECT_SAMPLER + "WHERE j.model_version = ? AND j.delete_time IS NULL")
                        .bind(0, modelVersion.toString())
                        .map(SqlSamplingStore::sampler)
                        .findOne());
    }

    @Override
    public List<Policy> policies(Collection<ResourceName> modelVersions) {
        if (modelVersions.isEmpty()) {
            return List.of();
        }
        return database.query(handle -> handle.createQuery(
                        SELECT_SAMPLER + "WHERE j.model_version IN (<versions>) AND j.delete_time IS NULL")
                .bindList(
                        "versions",
                        modelVersions.stream().map(ResourceName::toString).toList())
                .map(SqlSamplingStore::policy)
                .list());
    }

    @Override
    public Optional<Integer> lock(long interval) {
        // The update, though it changes nothing, is what takes the lock: a read would not keep other writers out.
        return database.update(handle ->
                handle.createQuery("""
                        UPDATE sampling_interval SET taken = taken WHERE id = ? AND seal_time IS NULL
                        RETURNING CASE WHEN taken < cap THEN cap - taken ELSE 0 END""").bind(0, interval).mapTo(Integer.class).findOne());
    }

    @Override
    public void count(long interval, Tally tally, Instant now) {
        database.update(handle -> handle.createUpdate("""
                        UPDATE sampling_interval
                        SET taken = taken + :taken, offered = offered + :offered, selected = selected + :selected,
                            over_limit = over_limit + :overLimit, duplicates = duplicates + :duplicates,
                            cap_time = coalesce(cap_time, CASE WHEN taken + :taken >= cap THEN :now END)
                        WHERE id = :interval""")
                .bind("taken", tally.taken())
                .bind("offered", tally.offered())
                .bind("selected", tally.selected())
                .bind("overLimit", tally.overLimit())
                .bind("duplicates", tally.duplicates())
                .bind("now", Micros.of(now))
                .bind("interval", interval)
                .execute());
    }

    @Override
    public void keep(ResourceName job, PopulationCounts counts) {
        database.update(handle -> handle.createUpdate("""
                        INSERT INTO interval_client (interval, client_id, not_selected, dropped, over_limit)
                        SELECT id, :client, :notSelected, :dropped, :overLimit FROM sampling_interval
                        WHERE id = :interval AND job = :job
                        ON CONFLICT (interval, client_id) DO UPDATE SET
                          not_selected = CASE WHEN excluded.not_selected > interval_client.not_selected
                                              THEN excluded.not_selected ELSE interval_client.not_selected END,
                          dropped = CASE WHEN excluded.dropped > interval_client.dropped
                                         THEN excluded.dropped ELSE interval_client.dropped END,
                          over_limit = CASE WHEN excluded.over_limit > interval_client.over_limit
                                            THEN excluded.over_limit ELSE interval_client.over_limit END""")
                .bind("client", counts.clientId())
                .bind("notSelected", counts.notSelected())
                .bind("dropped", counts.dropped())
                .bind("overLimit", counts.overLimit())
                .bind("interval", counts.interval())
                .bind("job", job.id())
                .execute());
    }

    @Override
    public Optional<Long> seal(ResourceName job, Instant now) {
        return database.update(handle -> handle.createQuery(
                        "UPDATE sampling_interval SET seal_time = ? WHERE job = ? AND seal_time IS NULL RETURNING id")
                .bind(0, Micros.of(now))
                .bind(1, job.id())
                .mapTo(Long.class)
                .findOne());
    }

    @Override
    public long openInterval(ResourceName job, Instant now) {
        return database.update(handle -> handle.createQuery("""
                        INSERT INTO sampling_interval (job, table_dataset, table_name, open_time, cap)
                        SELECT job, table_dataset, table_name, ?, example_count FROM sampler WHERE job = ?
                        RETURNING id""")
                .bind(0, Micros.of(now))
                .bind(1, job.id())
                .mapTo(Long.class)
                .one());
    }

    @Override
    public void addPause(ResourceName job, Duration length) {
        database.update(handle -> handle.execute(
                "UPDATE sampling_interval SET paused = paused + ? WHERE job = ? AND seal_time IS NULL AND cap_time IS NULL",
                length.toNanos() / 1_000,
                job.id()));
    }

    @Override
    public Optional<IntervalRecord> interval(long id) {
        return database.query(handle -> handle.createQuery("""
                        SELECT i.id, i.open_time, i.seal_time, i.cap, i.taken, i.offered, i.selected, i.over_limit,
                               i.duplicates, i.cap_time, i.paused, i.purged, coalesce(sum(c.not_selected), 0) AS client_not_selected,
                               coalesce(sum(c.dropped), 0) AS client_dropped,
                               coalesce(sum(c.over_limit), 0) AS client_over_limit
                        FROM sampling_interval i LEFT JOIN interval_client c ON c.interval = i.id
                        WHERE i.id = ? GROUP BY i.id""")
                .bind(0, id)
                .map(SqlSamplingStore::intervalRecord)
                .findOne());
    }

    @Override
    public Optional<RowsOfInterval> oldestSealedBefore(Instant time) {
        return database.query(handle -> handle.createQuery("""
                        SELECT i.id, i.job, t.project, t.source_project, i.table_dataset, i.table_name
                        FROM sampling_interval i
                        JOIN sample_table t ON t.dataset = i.table_dataset AND t.name = i.table_name
                        WHERE i.purged < 2 AND i.seal_time < ?
                          AND NOT EXISTS (SELECT 1 FROM run r WHERE r.interval = i.id AND r.end_time IS NULL)
                        ORDER BY i.seal_time LIMIT 1""")
                .bind(0, Micros.of(time))
                .map((row, context) -> new RowsOfInterval(
                        row.getLong("id"),
                        ResourceName.of(ResourceKind.EVALUATION_JOB, row.getString("project"), row.getString("job")),
                        table(row)))
                .findOne());
    }

    @Override
    public void markPurged(long interval, boolean wholly) {
        database.update(handle ->
                handle.execute("UPDATE sampling_interval SET purged = ? WHERE id = ?", wholly ? 2 : 1, interval));
    }

    private static Sampler sampler(ResultSet row, StatementContext context) throws SQLException {
        return new Sampler(
                ResourceName.of(ResourceKind.EVALUATION_JOB, row.getString("project"), row.getString("id")),
                ResourceName.parse(ResourceKind.MODEL_VERSION, "model_version", row.getString("model_version")),
                row.getBytes("salt"),
                new SamplerSettings(row.getDouble("example_sample_percentage"), row.getInt("example_count")),
                table(row),
                gate(row),
                row.getLong("interval"));
    }

    private static Gate gate(ResultSet row) throws SQLException {
        if (time(row, "delete_time") != null) {
            return Gate.CLOSED;
        }
        return time(row, "pause_time") != null ? Gate.PAUSED : Gate.OPEN;
    }

    private static Policy policy(ResultSet row, StatementContext context) throws SQLException {
        Sampler sampler = sampler(row, context);
        return new Policy(sampler.modelVersion(), sampler, row.getBoolean("is_full"));
    }

    private static TableName table(ResultSet row) throws SQLException {
        return new TableName(
                row.getString("source_project"), row.getString("table_dataset"), row.getString("table_name"));
    }

    private static IntervalRecord intervalRecord(ResultSet row, StatementContext context) throws SQLException {
        return new IntervalRecord(
                row.getLong("id"),
                Micros.time(row.getLong("open_time")),
                time(row, "seal_time"),
                row.getInt("cap"),
                row.getLong("taken"),
                row.getLong("offered"),
                row.getLong("selected"),
                row.getLong("over_limit"),
                row.getLong("duplicates"),
                time(row, "cap_time"),
                Duration.of(row.getLong("paused"), ChronoUnit.MICROS),
                row.getLong("client_not_selected"),
                row.getLong("client_dropped"),
                row.getLong("client_over_limit"),
                row.getInt("purged") != 0);
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : Micros.time(micros);
    }
}
