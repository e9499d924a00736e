package dev.assay.server.store;

import dev.assay.server.dataset.Dataset;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.Dataset.PayloadKeys;
import dev.assay.server.dataset.Dataset.Source;
import dev.assay.server.dataset.DatasetStore;
import dev.assay.server.dataset.InstanceRow;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Datasets in SQL. Their items are read from sample tables by plain JDBC. */
final class SqlDatasetStore implements DatasetStore {
    private static final String SELECT = """
            SELECT id, project, display_name, description, create_time, item_count,
              table_dataset, table_name, interval, payload_type, data_key, reference_key
            FROM dataset WHERE delete_time IS NULL""";

    private final Database database;

    @Inject
    SqlDatasetStore(Database database) {
        this.database = database;
    }

    @Override
    public boolean insert(Dataset dataset) {
        Source source = dataset.source();
        PayloadKeys keys = source == null ? null : source.keys();
        boolean inserted = database.update(handle -> handle.createUpdate("""
                        INSERT INTO dataset (id, project, display_name, description, create_time, item_count,
                          table_dataset, table_name, interval, payload_type, data_key, reference_key)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")
                        .bind(0, dataset.name().id())
                        .bind(1, dataset.name().project())
                        .bind(2, dataset.displayName())
                        .bind(3, dataset.description())
                        .bind(4, Micros.of(dataset.createTime()))
                        .bind(5, dataset.itemCount())
                        .bind(6, source == null ? null : source.tableDataset())
                        .bind(7, source == null ? null : source.tableName())
                        .bind(8, source == null ? null : (Long) source.interval())
                        .bind(9, keys == null ? null : keys.type().name())
                        .bind(10, keys == null ? null : keys.dataKey())
                        .bind(11, keys == null ? null : keys.referenceKey())
                        .execute()
                == 1);
        if (inserted) {
            dataset.inputConfigs().forEach(config -> addInput(dataset.name(), config));
        }
        return inserted;
    }

    @Override
    public Optional<Dataset> find(ResourceName name) {
        return database.query(handle -> withInputs(
                        handle,
                        handle.createQuery(SELECT + " AND id = ? AND project = ?")
                                .bind(0, name.id())
                                .bind(1, name.project())
                                .map(SqlDatasetStore::dataset)
                                .list())
                .stream()
                .findFirst());
    }

    @Override
    public List<Dataset> list(ResourceName project, @Nullable ListKey after, int limit) {
        return database.query(handle -> withInputs(
                handle,
                handle.createQuery(SELECT
                                + " AND project = ? AND (create_time, id) > (?, ?) ORDER BY create_time, id LIMIT ?")
                        .bind(0, project.project())
                        .bind(1, after == null ? Long.MIN_VALUE : Micros.of(after.createTime()))
                        .bind(2, after == null ? "" : after.id())
                        .bind(3, limit)
                        .map(SqlDatasetStore::dataset)
                        .list()));
    }

    @Override
    public void addInput(ResourceName dataset, byte[] config) {
        database.update(handle -> handle.execute(
                "INSERT INTO dataset_input (dataset, number, config) SELECT ?, count(*), ? FROM dataset_input"
                        + " WHERE dataset = ?",
                dataset.id(),
                config,
                dataset.id()));
    }

    /** The datasets with what their items came from: one more query, however many they are. */
    private static List<Dataset> withInputs(Handle handle, List<Dataset> datasets) {
        if (datasets.isEmpty()) {
            return datasets;
        }
        Map<String, List<byte[]>> inputs = new HashMap<>();
        handle.createQuery(
                        "SELECT dataset, config FROM dataset_input WHERE dataset IN (<ids>) ORDER BY dataset, number")
                .bindList("ids", datasets.stream().map(each -> each.name().id()).toList())
                .map((row, context) -> Map.entry(row.getString("dataset"), row.getBytes("config")))
                .forEach(input -> inputs.computeIfAbsent(input.getKey(), id -> new ArrayList<>())
                        .add(input.getValue()));
        return datasets.stream()
                .map(each -> each.withInputs(inputs.getOrDefault(each.name().id(), List.of())))
                .toList();
    }

    @Override
    public boolean markDeleted(ResourceName name, Instant now) {
        return database.update(handle -> handle.execute(
                        "UPDATE dataset SET delete_time = ? WHERE id = ? AND project = ? AND delete_time IS NULL",
                        Micros.of(now),
                        name.id(),
                        name.project())
                == 1);
    }

    @Override
    public boolean isDeleted(ResourceName name) {
        return database.query(handle -> handle.createQuery("""
                        SELECT EXISTS (SELECT 1 FROM dataset
                          WHERE id = ? AND project = ? AND delete_time IS NOT NULL)""")
                .bind(0, name.id())
                .bind(1, name.project())
                .mapTo(Boolean.class)
                .one());
    }

    @Override
    public List<DeletedDataset> deleted(int limit) {
        return database.query(handle -> handle.createQuery("""
                        SELECT id, project, delete_time FROM dataset WHERE delete_time IS NOT NULL
                        ORDER BY delete_time LIMIT ?""")
                .bind(0, limit)
                .map((row, context) -> new DeletedDataset(name(row), Micros.time(row.getLong("delete_time"))))
                .list());
    }

    @Override
    public void remove(ResourceName name) {
        database.update(handle -> {
            handle.execute("DELETE FROM dataset_input WHERE dataset = ?", name.id());
            return handle.execute("DELETE FROM dataset WHERE id = ? AND project = ?", name.id(), name.project());
        });
    }

    // --- rows of sample tables ------------------------------------------------------------------------------------

    @Override
    public long countRows(Source source) {
        return query(
                source,
                handle -> handle.createQuery("SELECT count(*) FROM " + table(source) + " WHERE evaluation_interval = ?")
                        .bind(0, source.interval())
                        .mapTo(Long.class)
                        .one());
    }

    @Override
    public List<Long> foreignRows(Source source, long afterKey, int limit) {
        return query(
                source,
                handle -> handle.createQuery("SELECT row_id FROM " + table(source) + """
                         WHERE evaluation_interval = ? AND sampling_probability IS NULL AND row_id > ?
                        ORDER BY row_id LIMIT ?""")
                        .bind(0, source.interval())
                        .bind(1, afterKey)
                        .bind(2, limit)
                        .mapTo(Long.class)
                        .list());
    }

    @Override
    public List<InstanceRow> rows(Source source, Collection<Long> keys, long maxChars) {
        if (keys.isEmpty()) {
            return List.of();
        }
        String marks = String.join(", ", Collections.nCopies(keys.size(), "?"));
        String sql = selectRows(source) + "row_id IN (" + marks + ") ORDER BY row_id";
        return query(
                source,
                handle -> Jdbc.with(handle, sql, statement -> {
                    int place = 1;
                    statement.setLong(place++, source.interval());
                    for (long key : keys) {
                        statement.setLong(place++, key);
                    }
                    return Jdbc.readPast(statement, maxChars, SqlDatasetStore::instanceRow, InstanceRow::chars);
                }));
    }

    @Override
    public List<InstanceRow> rowsFrom(Source source, long fromKey, int limit, long maxChars) {
        String sql = selectRows(source) + "row_id >= ? ORDER BY row_id LIMIT ?";
        return query(
                source,
                handle -> Jdbc.with(handle, sql, statement -> {
                    statement.setLong(1, source.interval());
                    statement.setLong(2, fromKey);
                    statement.setInt(3, limit);
                    return Jdbc.readWithin(statement, maxChars, SqlDatasetStore::instanceRow, InstanceRow::chars);
                }));
    }

    private <T> T query(Source source, Function<Handle, T> work) {
        return database.query(
                handle -> SampleTableTrouble.explain(database.dialect(), table(source), () -> work.apply(handle)));
    }

    private String selectRows(Source source) {
        return "SELECT row_id, sampling_probability IS NULL AS is_foreign, raw_data,"
                + " CASE WHEN sampling_probability IS NULL THEN raw_prediction END AS foreign_prediction"
                + " FROM " + table(source) + " WHERE evaluation_interval = ? AND ";
    }

    private static InstanceRow instanceRow(ResultSet row) throws SQLException {
        return new InstanceRow(
                row.getLong("row_id"),
                row.getBoolean("is_foreign"),
                row.getString("raw_data"),
                row.getString("foreign_prediction"));
    }

    private String table(Source source) {
        return database.dialect().tableName(source.tableDataset(), source.tableName());
    }

    private static Dataset dataset(ResultSet row, StatementContext context) throws SQLException {
        return new Dataset(
                name(row),
                row.getString("display_name"),
                row.getString("description"),
                Micros.time(row.getLong("create_time")),
                List.of(),
                row.getLong("item_count"),
                source(row));
    }

    private static @Nullable Source source(ResultSet row) throws SQLException {
        String table = row.getString("table_name");
        if (table == null) {
            return null;
        }
        PayloadKeys keys = new PayloadKeys(
                DataType.valueOf(row.getString("payload_type")),
                row.getString("data_key"),
                row.getString("reference_key"));
        return new Source(row.getString("table_dataset"), table, row.getLong("interval"), keys);
    }

    private static ResourceName name(ResultSet row) throws SQLException {
        return ResourceName.of(ResourceKind.DATASET, row.getString("project"), row.getString("id"));
    }
}
