package dev.assay.server.store;

import dev.assay.server.dataset.InstanceRow;
import dev.assay.server.dataset.transfer.ImportTables;
import dev.assay.server.vocabulary.TableUri;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Sample tables in SQL, read from one end to the other. */
final class SqlImportTables implements ImportTables {
    private final Database database;

    @Inject
    SqlImportTables(Database database) {
        this.database = database;
    }

    @Override
    public Optional<String> owner(TableUri table) {
        return database.query(handle -> handle.createQuery(
                        "SELECT project, source_project, dataset, name FROM sample_table WHERE dataset = ? AND name = ?")
                .bind(0, table.dataset())
                .bind(1, table.table())
                .map((row, context) ->
                        new Owner(row.getString(1), new TableUri(row.getString(2), row.getString(3), row.getString(4))))
                .findOne()
                .filter(owner -> owner.table().equals(table))
                .map(Owner::project));
    }

    private record Owner(String project, TableUri table) {}

    @Override
    public long lastKey(TableUri table) {
        return query(
                table,
                handle -> handle.createQuery("SELECT coalesce(max(row_id), -1) FROM " + name(table))
                        .mapTo(Long.class)
                        .one());
    }

    @Override
    public List<InstanceRow> rows(TableUri table, long fromKey, long toKey, int limit, long maxChars) {
        String sql = "SELECT row_id, sampling_probability IS NULL AS is_foreign, raw_data FROM " + name(table)
                + " WHERE row_id >= ? AND row_id <= ? ORDER BY row_id LIMIT ?";
        return query(
                table,
                handle -> Jdbc.with(handle, sql, statement -> {
                    statement.setLong(1, fromKey);
                    statement.setLong(2, toKey);
                    statement.setInt(3, limit);
                    return Jdbc.readWithin(
                            statement,
                            maxChars,
                            row -> new InstanceRow(row.getLong(1), row.getBoolean(2), row.getString(3), null),
                            InstanceRow::chars);
                }));
    }

    private <T> T query(TableUri table, Function<Handle, T> work) {
        return database.query(
                handle -> SampleTableTrouble.explain(database.dialect(), table, () -> work.apply(handle)));
    }

    private String name(TableUri table) {
        return database.dialect().tableName(table.dataset(), table.table());
    }
}
