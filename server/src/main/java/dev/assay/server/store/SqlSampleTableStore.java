package dev.assay.server.store;

import dev.assay.server.sampling.SampleTableStore;
import dev.assay.server.sampling.SampledRow;
import dev.assay.server.sampling.TableName;
import dev.assay.server.sampling.Truth;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.WrongState;
import dev.assay.server.work.WorkStore;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/** Sample tables in SQL. Works of ingestion are plain JDBC. */
final class SqlSampleTableStore implements SampleTableStore {
    private static final int MAX_PAGE_BYTES = 16 << 20;
    /** Of two that make a table in one dataset, or the same one, the second finds what the first made. */
    private static final ResourceName SAMPLE_TABLES = ResourceName.of(ResourceKind.PROJECT, "-");

    private final Database database;
    private final WorkStore works;
    private final SampleRows rows;

    @Inject
    SqlSampleTableStore(Database database, WorkStore works) {
        this.database = database;
        this.works = works;
        this.rows = SampleRows.of(database.dialect());
    }

    // --- the table itself -----------------------------------------------------------------------------------------

    @Override
    public void make(TableName table, String project, Instant now) {
        if (database.dialect().isReserved(table.dataset())) {
            throw new WrongState(
                    "SAMPLE_TABLE_TAKEN",
                    "sample table " + table + " cannot be in dataset " + table.dataset()
                            + ", which is the server's own");
        }
        update(table, handle -> {
            database.lock(SAMPLE_TABLES);
            register(handle, table, project, now);
            List<Dialect.Column> needed = database.dialect().sampleTableColumns();
            List<Dialect.Column> found = columns(handle, table);
            if (found.isEmpty()) {
                database.dialect()
                        .createSampleTable(table.dataset(), table.table())
                        .forEach(handle::execute);
            } else if (!found.equals(needed)) {
                throw new WrongState(
                        "SAMPLE_TABLE_MISMATCH",
                        "sample table " + table + " must have the columns " + needed + ", but has " + found);
            }
            return makeIndexes(handle, table);
        });
    }

    private void register(Handle handle, TableName table, String project, Instant now) {
        handle.createUpdate("""
                        INSERT INTO sample_table (dataset, name, project, source_project, create_time)
                        VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")
                .bind(0, table.dataset())
                .bind(1, table.table())
                .bind(2, project)
                .bind(3, table.sourceProject())
                .bind(4, Micros.of(now))
                .execute();
        Owner owner = handle.createQuery(
                        "SELECT project, source_project, dataset, name FROM sample_table WHERE dataset = ? AND name = ?")
                .bind(0, table.dataset())
                .bind(1, table.table())
                .map((row, context) -> new Owner(
                        row.getString(1), new TableName(row.getString(2), row.getString(3), row.getString(4))))
                .one();
        if (!owner.equals(new Owner(project, table))) {
            throw new WrongState(
                    "SAMPLE_TABLE_TAKEN",
                    "the name of sample table " + table + " is taken by " + owner.table() + " of project "
                            + owner.project());
        }
    }

    private record Owner(String project, TableName table) {}

    private List<Dialect.Column> columns(Handle handle, TableName table) {
        return handle.createQuery(database.dialect().columnsOfTable())
                .bind(0, table.dataset())
                .bind(1, table.table())
                .map((row, context) -> new Dialect.Column(row.getString("name"), row.getString("type")))
                .list();
    }

    /** Only those that are missing: even an index that stands is made under a lock that keeps out who writes. */
    private int makeIndexes(Handle handle, TableName table) {
        Set<String> standing = handle.createQuery(database.dialect().indexesOfTable())
                .bind(0, table.dataset())
                .bind(1, table.table())
                .mapTo(String.class)
                .set();
        Map<String, String> missing =
                new LinkedHashMap<>(database.dialect().sampleTableIndexes(table.dataset(), table.table()));
        missing.keySet().removeAll(standing);
        try {
            missing.values().forEach(handle::execute);
            return missing.size();
        } catch (UnableToExecuteStatementException e) {
            if (!database.dialect().isConstraint(e)) {
                throw e;
            }
            throw new WrongState(
                    "SAMPLE_TABLE_MISMATCH",
                    "sample table " + table + " must not hold a pair (evaluation_job, prediction_id) twice");
        }
    }

    private <T> T query(TableName table, Function<Handle, T> work) {
        return database.query(
                handle -> SampleTableTrouble.explain(database.dialect(), table, () -> work.apply(handle)));
    }

    private <T> T update(TableName table, Function<Handle, T> work) {
        return database.update(
                handle -> SampleTableTrouble.explain(database.dialect(), table, () -> work.apply(handle)));
    }

    // --- ingestion ------------------------------------------------------------------------------------------------

    @Override
    public BitSet insert(Origin origin, List<NewRow> newRows) {
        return update(origin.table(), handle -> rows.insert(handle, name(origin.table()), origin, newRows));
    }

    @Override
    public Set<String> standing(TableName table, ResourceName job, Collection<String> predictionIds) {
        return Set.copyOf(query(
                table,
                handle -> handle.createQuery("SELECT prediction_id FROM " + name(table)
                                + " WHERE evaluation_job = ? AND prediction_id IN ("
                                + database.dialect().elements() + ")")
                        .bind(0, jobText(job))
                        .bind(1, StoredJson.write(predictionIds))
                        .mapTo(String.class)
                        .list()));
    }

    @Override
    public Applied setTruth(TableName table, ResourceName job, List<Truth> truths, long maxBytes) {
        return update(table, handle -> rows.setTruth(handle, name(table), job, truths, maxBytes));
    }

    // --- rows of an interval --------------------------------------------------------------------------------------

    @Override
    public int stampForeignRows(
            Fence fence,
            TableName table,
            ResourceName job,
            ResourceName modelVersion,
            long interval,
            int limit,
            Instant now) {
        String name = name(table);
        return update(table, handle -> {
            works.check(fence);
            // Chosen once and for all: as a subquery of the update, the choice could be made anew for every row.
            // Another run
            // of the job may be choosing at the same time, and passes these over.
            return handle.createUpdate("WITH chosen AS MATERIALIZED (SELECT row_id FROM " + name
                            + " WHERE model = :model AND model_version = :version AND evaluation_interval IS NULL"
                            + " ORDER BY row_id LIMIT :limit"
                            + database.dialect().skippingLocked() + ") UPDATE " + name
                            + " SET prediction_id = " + database.dialect().foreignRowId() + ", time = CASE WHEN "
                            + database.dialect().timeIsUnreadable() + " THEN "
                            + database.dialect().timeParameter(":now")
                            + " ELSE time END, sampling_probability = NULL, evaluation_job = :job,"
                            + " evaluation_interval = :interval WHERE row_id IN (SELECT row_id FROM chosen)")
                    .bind("now", TimeText.of(now))
                    .bind("job", jobText(job))
                    .bind("interval", interval)
                    .bind("model", modelVersion.ids().get(1))
                    .bind("version", modelVersion.id())
                    .bind("limit", limit)
                    .execute();
        });
    }

    @Override
    public List<SampledRow> rows(TableName table, long interval, long afterKey, int limit) {
        String sql = "SELECT row_id, prediction_id, time, raw_prediction, groundtruth, sampling_probability FROM "
                + name(table) + " WHERE evaluation_interval = ? AND row_id > ? ORDER BY row_id LIMIT ?";
        return query(
                table,
                handle -> Jdbc.with(handle, sql, statement -> {
                    statement.setLong(1, interval);
                    statement.setLong(2, afterKey);
                    statement.setInt(3, limit);
                    return Jdbc.readWithin(statement, MAX_PAGE_BYTES, this::row, SqlSampleTableStore::textBytes);
                }));
    }

    private SampledRow row(ResultSet found) throws SQLException {
        double probability = found.getDouble("sampling_probability");
        @Nullable Double drawnWith = found.wasNull() ? null : probability;
        return new SampledRow(
                found.getLong("row_id"),
                found.getString("prediction_id"),
                rows.time(found),
                Objects.requireNonNullElse(found.getString("raw_prediction"), ""),
                found.getString("groundtruth"),
                drawnWith);
    }

    private static long textBytes(SampledRow row) {
        return textBytes(row.rawPrediction()) + textBytes(row.groundTruth());
    }

    /** At most so many bytes in memory: characters beyond Latin-1 take two. */
    private static long textBytes(@Nullable String text) {
        return text == null ? 0 : 2L * text.length();
    }

    @Override
    public long countRows(TableName table, long interval) {
        return query(
                table,
                handle -> handle.createQuery("SELECT count(*) FROM " + name(table) + " WHERE evaluation_interval = ?")
                        .bind(0, interval)
                        .mapTo(Long.class)
                        .one());
    }

    @Override
    public boolean anyWithoutTruth(TableName table, long interval) {
        return query(
                table,
                handle -> handle.createQuery("SELECT EXISTS (SELECT 1 FROM " + name(table)
                                + " WHERE evaluation_interval = ? AND " + SampleRows.WITHOUT_TRUTH + ")")
                        .bind(0, interval)
                        .mapTo(Boolean.class)
                        .one());
    }

    @Override
    public List<RowWithoutTruth> rowsWithoutTruth(TableName table, long interval, long fromKey, int limit) {
        return query(
                table,
                handle -> handle.createQuery("SELECT row_id, sampling_probability IS NULL AS is_foreign FROM "
                                + name(table)
                                + " WHERE evaluation_interval = ? AND row_id >= ? AND " + SampleRows.WITHOUT_TRUTH
                                + " ORDER BY row_id LIMIT ?")
                        .bind(0, interval)
                        .bind(1, fromKey)
                        .bind(2, limit)
                        .map((row, context) -> new RowWithoutTruth(row.getLong("row_id"), row.getBoolean("is_foreign")))
                        .list());
    }

    @Override
    public int fillTruth(Fence fence, TableName table, long interval, List<RowTruth> truths, long maxBytes) {
        return update(table, handle -> {
            works.check(fence);
            return rows.fillTruth(handle, name(table), interval, truths, maxBytes);
        });
    }

    @Override
    public int delete(TableName table, long interval, int limit) {
        String name = name(table);
        // Rows of a table that somebody dropped are deleted.
        return update(
                table,
                handle -> columns(handle, table).isEmpty()
                        ? 0
                        : handle.execute(
                                "DELETE FROM " + name + " WHERE row_id IN (SELECT row_id FROM " + name
                                        + " WHERE evaluation_interval = ? ORDER BY row_id LIMIT ?)",
                                interval,
                                limit));
    }

    private String name(TableName table) {
        return database.dialect().tableName(table.dataset(), table.table());
    }

    /** How a row names its job. */
    private static String jobText(ResourceName job) {
        return job.toString();
    }
}
