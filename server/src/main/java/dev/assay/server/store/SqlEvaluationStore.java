package dev.assay.server.store;

import dev.assay.server.evaluation.EvaluationRow;
import dev.assay.server.evaluation.EvaluationStore;
import dev.assay.server.evaluation.SnapshotItem;
import dev.assay.server.evaluation.SnapshotRow;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.work.WorkStore;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Snapshots and evaluations in SQL; items of snapshots by plain JDBC. */
final class SqlEvaluationStore implements EvaluationStore {
    /** Most text that one read of items holds, beyond its first item. */
    private static final long MAX_READ_CHARS = 8 << 20;

    private static final String SNAPSHOT_COLUMNS =
            "s.id AS snapshot_id, s.run, s.revision, s.project, s.job, s.dataset,"
                    + " s.annotated_dataset, s.run_time, s.model_id, s.annotation_type, s.multi_label, s.labels, s.config,"
                    + " s.counts, s.complete_time";

    private static final String SELECT_EVALUATION = "SELECT e.id, e.position, e.label, e.create_time, e.item_count,"
            + " e.figures, " + SNAPSHOT_COLUMNS + " FROM evaluation e JOIN snapshot s ON s.id = e.snapshot WHERE ";

    /** A deleted dataset takes its evaluations out of sight at once. */
    private static final String DATASET_STANDS =
            " AND EXISTS (SELECT 1 FROM dataset d WHERE d.id = e.dataset AND d.delete_time IS NULL)";

    private static final String SELECT_ITEM =
            "SELECT ordinal, item, truth, predicted, weight, mistake FROM snapshot_item WHERE snapshot = ? AND ";

    private final Database database;
    private final WorkStore works;

    @Inject
    SqlEvaluationStore(Database database, WorkStore works) {
        this.database = database;
        this.works = works;
    }

    // --- snapshots ------------------------------------------------------------------------------------------------

    @Override
    public Optional<SnapshotRow> findSnapshot(ResourceName run, int revision) {
        return database.query(handle -> handle.createQuery(
                        "SELECT " + SNAPSHOT_COLUMNS + " FROM snapshot s WHERE s.run = ? AND s.revision = ?")
                .bind(0, run.id())
                .bind(1, revision)
                .map((row, context) -> snapshot(row))
                .findOne());
    }

    @Override
    public long insertSnapshot(Fence fence, SnapshotRow snapshot) {
        return database.update(handle -> {
            works.check(fence);
            return handle.createQuery("""
                            INSERT INTO snapshot (run, revision, project, job, dataset, annotated_dataset, run_time,
                              model_id, annotation_type, multi_label, labels, config)
                            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id""")
                    .bind(0, snapshot.run().id())
                    .bind(1, snapshot.revision())
                    .bind(2, snapshot.run().project())
                    .bind(3, snapshot.run().ids().get(1))
                    .bind(4, snapshot.annotatedDataset().ids().get(1))
                    .bind(5, snapshot.annotatedDataset().id())
                    .bind(6, Micros.of(snapshot.runTime()))
                    .bind(7, snapshot.modelId())
                    .bind(8, snapshot.annotationType())
                    .bind(9, snapshot.multiLabel())
                    .bind(10, snapshot.labels())
                    .bind(11, snapshot.config())
                    .mapTo(Long.class)
                    .one();
        });
    }

    @Override
    public void appendItems(Fence fence, long snapshot, List<SnapshotItem> items) {
        String sql = "INSERT INTO snapshot_item (snapshot, ordinal, item, truth, predicted, weight, mistake)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)";
        database.update(handle -> {
            works.check(fence);
            return Jdbc.with(handle, sql, statement -> {
                for (SnapshotItem item : items) {
                    statement.setLong(1, snapshot);
                    statement.setLong(2, item.ordinal());
                    statement.setString(3, item.item());
                    statement.setString(4, item.truth());
                    statement.setString(5, item.predicted());
                    if (item.weight() == null) {
                        statement.setNull(6, Types.DOUBLE);
                    } else {
                        statement.setDouble(6, item.weight());
                    }
                    statement.setDouble(7, item.mistake());
                    statement.addBatch();
                }
                return statement.executeBatch().length;
            });
        });
    }

    @Override
    public boolean discard(Fence fence, long snapshot, int limit) {
        return database.update(handle -> {
            works.check(fence);
            boolean empty = removeItems(handle, snapshot, limit) < limit;
            if (empty) {
                handle.execute("DELETE FROM snapshot WHERE id = ? AND complete_time IS NULL", snapshot);
            }
            return empty;
        });
    }

    private static int removeItems(Handle handle, long snapshot, int limit) {
        return handle.execute(
                "DELETE FROM snapshot_item WHERE snapshot = ? AND ordinal IN"
                        + " (SELECT ordinal FROM snapshot_item WHERE snapshot = ? ORDER BY ordinal LIMIT ?)",
                snapshot,
                snapshot,
                limit);
    }

    @Override
    public boolean complete(long snapshot, String counts, Instant now) {
        return database.update(handle -> handle.execute(
                        "UPDATE snapshot SET counts = ?, complete_time = ? WHERE id = ? AND complete_time IS NULL",
                        counts,
                        Micros.of(now),
                        snapshot)
                == 1);
    }

    @Override
    public List<SnapshotItem> items(long snapshot, long afterOrdinal, int limit) {
        return database.query(
                handle -> Jdbc.with(handle, SELECT_ITEM + "ordinal > ? ORDER BY ordinal LIMIT ?", statement -> {
                    statement.setLong(1, snapshot);
                    statement.setLong(2, afterOrdinal);
                    statement.setInt(3, limit);
                    return readItems(statement);
                }));
    }

    @Override
    public List<SnapshotItem> itemsByMistake(long snapshot, @Nullable MistakeKey after, int limit) {
        if (after == null) {
            return database.query(
                    handle -> Jdbc.with(handle, SELECT_ITEM + "TRUE ORDER BY mistake DESC, ordinal LIMIT ?", all -> {
                        all.setLong(1, snapshot);
                        all.setInt(2, limit);
                        return readItems(all);
                    }));
        }
        // Two questions, each one stretch of the index; with OR, a page deep within many equal mistakes reads them all.
        return database.query(handle -> {
            List<SnapshotItem> equal = Jdbc.with(
                    handle, SELECT_ITEM + "mistake = ? AND ordinal > ? ORDER BY ordinal LIMIT ?", statement -> {
                        statement.setLong(1, snapshot);
                        statement.setDouble(2, after.mistake());
                        statement.setLong(3, after.ordinal());
                        statement.setInt(4, limit);
                        return readItems(statement);
                    });
            return !equal.isEmpty()
                    ? equal
                    : Jdbc.with(
                            handle, SELECT_ITEM + "mistake < ? ORDER BY mistake DESC, ordinal LIMIT ?", statement -> {
                                statement.setLong(1, snapshot);
                                statement.setDouble(2, after.mistake());
                                statement.setInt(3, limit);
                                return readItems(statement);
                            });
        });
    }

    private static List<SnapshotItem> readItems(PreparedStatement statement) throws SQLException {
        return Jdbc.readPast(
                statement,
                MAX_READ_CHARS,
                SqlEvaluationStore::item,
                item -> (long) item.truth().length() + item.predicted().length());
    }

    private static SnapshotItem item(ResultSet row) throws SQLException {
        double weight = row.getDouble(5);
        @Nullable Double known = row.wasNull() ? null : weight;
        return new SnapshotItem(
                row.getLong(1), row.getString(2), row.getString(3), row.getString(4), known, row.getDouble(6));
    }

    // --- evaluations ----------------------------------------------------------------------------------------------

    @Override
    public void insertEvaluations(List<EvaluationRow> evaluations) {
        String sql = """
                INSERT INTO evaluation (id, snapshot, position, project, dataset, job, model_id, run_time, create_time,
                  label, item_count, figures)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
        database.update(handle -> Jdbc.with(handle, sql, statement -> {
            for (EvaluationRow row : evaluations) {
                SnapshotRow snapshot = row.snapshot();
                statement.setString(1, row.name().id());
                statement.setLong(2, snapshot.id());
                statement.setInt(3, row.position());
                statement.setString(4, row.name().project());
                statement.setString(5, row.name().ids().get(1));
                statement.setString(6, snapshot.run().ids().get(1));
                statement.setString(7, snapshot.modelId());
                statement.setLong(8, Micros.of(snapshot.runTime()));
                statement.setLong(9, Micros.of(row.createTime()));
                statement.setString(10, row.label());
                statement.setLong(11, row.itemCount());
                statement.setString(12, row.figures());
                statement.addBatch();
            }
            return statement.executeBatch().length;
        }));
    }

    @Override
    public List<EvaluationRow> find(Collection<ResourceName> evaluations) {
        if (evaluations.isEmpty()) {
            return List.of();
        }
        List<String> ids = evaluations.stream().map(ResourceName::id).toList();
        return database
                .query(handle -> handle.createQuery(SELECT_EVALUATION + "e.id IN (<ids>)" + DATASET_STANDS)
                        .bindList("ids", ids)
                        .map((row, context) -> evaluation(row))
                        .list())
                .stream()
                .filter(row -> evaluations.contains(row.name()))
                .toList();
    }

    @Override
    public List<EvaluationRow> ofSnapshot(long snapshot) {
        return database.query(handle -> handle.createQuery(
                        SELECT_EVALUATION + "e.snapshot = ?" + DATASET_STANDS + " ORDER BY e.position")
                .bind(0, snapshot)
                .map((row, context) -> evaluation(row))
                .list());
    }

    @Override
    public List<Candidate> search(Search search, @Nullable SearchKey after, int limit) {
        StringBuilder sql = new StringBuilder("SELECT e.id, e.project, e.dataset, e.job, e.model_id, e.run_time,"
                + " e.create_time, e.label FROM evaluation e WHERE e.project = :project");
        sql.append(
                switch (search.labels().size()) {
                    case 0 -> " AND e.label IS NULL";
                    case 1 -> " AND e.label = :label";
                    default -> " AND e.label IN (<labels>)";
                });
        sql.append(search.job() == null ? "" : " AND e.job = :job");
        sql.append(search.modelId() == null ? "" : " AND e.model_id = :model");
        sql.append(search.ranNotBefore() == null ? "" : " AND e.run_time >= :from");
        sql.append(search.ranNotAfter() == null ? "" : " AND e.run_time <= :to");
        sql.append(after == null ? "" : " AND (e.create_time, e.id) < (:time, :id)");
        sql.append(DATASET_STANDS).append(" ORDER BY e.create_time DESC, e.id DESC LIMIT :limit");
        return database.query(handle -> {
            try (Query query = handle.createQuery(sql)) {
                bind(query, search);
                if (after != null) {
                    query.bind("time", Micros.of(after.createTime())).bind("id", after.id());
                }
                return query.bind("limit", limit)
                        .map((row, context) -> candidate(row))
                        .list();
            }
        });
    }

    private static void bind(Query query, Search search) {
        query.bind("project", search.project().project());
        if (search.labels().size() == 1) {
            query.bind("label", search.labels().get(0));
        } else if (!search.labels().isEmpty()) {
            query.bindList("labels", search.labels());
        }
        if (search.job() != null) {
            query.bind("job", search.job());
        }
        if (search.modelId() != null) {
            query.bind("model", search.modelId());
        }
        if (search.ranNotBefore() != null) {
            query.bind("from", Micros.of(search.ranNotBefore()));
        }
        if (search.ranNotAfter() != null) {
            query.bind("to", Micros.of(search.ranNotAfter()));
        }
    }

    // --- removal --------------------------------------------------------------------------------------------------

    @Override
    public int removeUnder(ResourceName dataset, int limit) {
        return database.update(handle -> {
            int removed = handle.execute(
                    "DELETE FROM evaluation WHERE id IN (SELECT id FROM evaluation WHERE dataset = ? LIMIT ?)",
                    dataset.id(),
                    limit);
            while (removed < limit) {
                Optional<Long> snapshot = handle.createQuery("SELECT id FROM snapshot WHERE dataset = ? LIMIT 1")
                        .bind(0, dataset.id())
                        .mapTo(Long.class)
                        .findOne();
                if (snapshot.isEmpty()) {
                    break;
                }
                int items = removeItems(handle, snapshot.get(), limit - removed);
                removed += items == 0 ? handle.execute("DELETE FROM snapshot WHERE id = ?", snapshot.get()) : items;
            }
            return removed;
        });
    }

    // --- records --------------------------------------------------------------------------------------------------

    private static Candidate candidate(ResultSet row) throws SQLException {
        String project = row.getString("project");
        return new Candidate(
                ResourceName.of(ResourceKind.EVALUATION, project, row.getString("dataset"), row.getString("id")),
                ResourceName.of(ResourceKind.EVALUATION_JOB, project, row.getString("job")),
                row.getString("model_id"),
                Micros.time(row.getLong("run_time")),
                Micros.time(row.getLong("create_time")),
                row.getString("label"));
    }

    private static EvaluationRow evaluation(ResultSet row) throws SQLException {
        return new EvaluationRow(
                ResourceName.of(
                        ResourceKind.EVALUATION,
                        row.getString("project"),
                        row.getString("dataset"),
                        row.getString("id")),
                row.getInt("position"),
                row.getString("label"),
                Micros.time(row.getLong("create_time")),
                row.getLong("item_count"),
                row.getString("figures"),
                snapshot(row));
    }

    private static SnapshotRow snapshot(ResultSet row) throws SQLException {
        String project = row.getString("project");
        String dataset = row.getString("dataset");
        long completeTime = row.getLong("complete_time");
        @Nullable Instant completed = row.wasNull() ? null : Micros.time(completeTime);
        return new SnapshotRow(
                row.getLong("snapshot_id"),
                ResourceName.of(ResourceKind.RUN, project, row.getString("job"), row.getString("run")),
                row.getInt("revision"),
                ResourceName.of(ResourceKind.ANNOTATED_DATASET, project, dataset, row.getString("annotated_dataset")),
                Micros.time(row.getLong("run_time")),
                row.getString("model_id"),
                row.getString("annotation_type"),
                row.getBoolean("multi_label"),
                row.getString("labels"),
                row.getBytes("config"),
                row.getString("counts"),
                completed);
    }
}
