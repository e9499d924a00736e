package dev.assay.server.store;

import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationError;
import dev.assay.server.operation.OperationKind;
import dev.assay.server.operation.OperationStore;
import dev.assay.server.operation.Operations;
import dev.assay.server.vocabulary.FailureKind;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Operations, and what failed in them. Ids are unique over all projects; the rest of a name must fit as well. */
final class SqlOperationStore implements OperationStore {
    private static final String SELECT = "SELECT id, project, kind, subject, request, progress, create_time, end_time,"
            + " error_kind, error_reason, error_message FROM operation WHERE delete_time IS NULL";

    private final Database database;

    @Inject
    SqlOperationStore(Database database) {
        this.database = database;
    }

    @Override
    public void insert(Operation operation) {
        database.update(handle -> handle.createUpdate("""
                        INSERT INTO operation (id, project, kind, subject, request, progress, create_time, end_time,
                          error_kind, error_reason, error_message)
                        VALUES (:id, :project, :kind, :subject, :request, :progress, :create, :end,
                          :errorKind, :errorReason, :errorMessage)""")
                .bind("id", operation.name().id())
                .bind("project", operation.name().project())
                .bind("kind", operation.kind().name())
                .bind("subject", operation.subject().toString())
                .bind("request", operation.request())
                .bind("progress", operation.progress())
                .bind("create", Micros.of(operation.createTime()))
                .bind("end", operation.endTime() == null ? null : (Long) Micros.of(operation.endTime()))
                .bindMap(columns(operation.error()))
                .execute());
    }

    @Override
    public Optional<Operation> find(ResourceName name) {
        return database.query(handle -> handle.createQuery(SELECT + " AND id = ? AND project = ?")
                .bind(0, name.id())
                .bind(1, name.project())
                .map((row, context) -> operation(row))
                .findOne());
    }

    @Override
    public Optional<Operation> active(ResourceName subject) {
        return database.query(handle -> handle.createQuery(SELECT + " AND subject = ? AND end_time IS NULL")
                .bind(0, subject.toString())
                .map((row, context) -> operation(row))
                .findOne());
    }

    @Override
    public List<Operation> list(ResourceName project, @Nullable Boolean done, PageRequest page) {
        String only = done == null ? "" : done ? " AND end_time IS NOT NULL" : " AND end_time IS NULL";
        return database.query(handle -> handle.createQuery(
                        SELECT + only + " AND project = :project AND id > :after ORDER BY id LIMIT :limit")
                .bind("project", project.id())
                .bind("after", page.isFirst() ? "" : page.afterText(0))
                .bind("limit", page.limit())
                .map((row, context) -> operation(row))
                .list());
    }

    @Override
    public boolean advance(ResourceName name, String progress) {
        return database.update(handle -> handle.execute(
                        "UPDATE operation SET progress = ? WHERE id = ? AND end_time IS NULL", progress, name.id()))
                == 1;
    }

    @Override
    public boolean end(ResourceName name, String progress, Instant endTime, @Nullable OperationError error) {
        return database.update(handle -> handle.createUpdate("""
                                UPDATE operation SET progress = :progress, end_time = :end, error_kind = :errorKind,
                                  error_reason = :errorReason, error_message = :errorMessage
                                WHERE id = :id AND end_time IS NULL""")
                        .bind("id", name.id())
                        .bind("progress", progress)
                        .bind("end", Micros.of(endTime))
                        .bindMap(columns(error))
                        .execute())
                == 1;
    }

    @Override
    public void addPartialFailures(ResourceName name, List<OperationError> failures) {
        if (failures.isEmpty()) {
            return;
        }
        database.update(handle -> {
            int number = handle.createQuery(
                            "SELECT COALESCE(MAX(number) + 1, 0) FROM operation_failure WHERE operation = ?")
                    .bind(0, name.id())
                    .mapTo(Integer.class)
                    .one();
            int room = Math.max(0, Operations.MAX_PARTIAL_FAILURES - number);
            List<OperationError> kept = failures.subList(0, Math.min(room, failures.size()));
            return kept.isEmpty() ? 0 : insert(handle, name, number, kept);
        });
    }

    private static int insert(Handle handle, ResourceName name, int first, List<OperationError> failures) {
        try (PreparedBatch batch = handle.prepareBatch(
                "INSERT INTO operation_failure (operation, number, kind, reason, message) VALUES (?, ?, ?, ?, ?)")) {
            int number = first;
            for (OperationError failure : failures) {
                batch.add(name.id(), number++, failure.kind().name(), failure.reason(), failure.message());
            }
            return batch.execute().length;
        }
    }

    @Override
    public Map<ResourceName, List<OperationError>> partialFailures(Collection<ResourceName> names) {
        Map<String, ResourceName> byId = names.stream().collect(Collectors.toMap(ResourceName::id, name -> name));
        Map<ResourceName, List<OperationError>> failures = new HashMap<>();
        if (!names.isEmpty()) {
            database.query(handle -> handle.createQuery("SELECT operation, kind, reason, message FROM operation_failure"
                                    + " WHERE operation IN (<ids>) ORDER BY operation, number")
                            .bindList("ids", byId.keySet())
                            .map((row, context) -> Map.entry(row.getString("operation"), failure(row, "")))
                            .list())
                    .forEach(entry -> failures.computeIfAbsent(byId.get(entry.getKey()), name -> new ArrayList<>())
                            .add(entry.getValue()));
        }
        return failures;
    }

    @Override
    public Set<ResourceName> underWay(Collection<ResourceName> names) {
        if (names.isEmpty()) {
            return Set.of();
        }
        Set<ResourceName> found = new HashSet<>(database.query(handle -> handle.createQuery(
                        "SELECT id, project FROM operation WHERE end_time IS NULL AND id IN (<ids>)")
                .bindList("ids", names.stream().map(ResourceName::id).toList())
                .map((row, context) -> name(row))
                .list()));
        found.retainAll(Set.copyOf(names));
        return found;
    }

    @Override
    public boolean markDeleted(ResourceName name, Instant now) {
        return database.update(handle -> handle.execute(
                        "UPDATE operation SET delete_time = ? WHERE id = ? AND project = ? AND end_time IS NOT NULL"
                                + " AND delete_time IS NULL",
                        Micros.of(now),
                        name.id(),
                        name.project()))
                == 1;
    }

    @Override
    public boolean isDeleted(ResourceName name) {
        return database.query(handle -> handle.createQuery(
                        "SELECT 1 FROM operation WHERE id = ? AND project = ? AND delete_time IS NOT NULL")
                .bind(0, name.id())
                .bind(1, name.project())
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
    }

    @Override
    public boolean removeEnded(Instant before, int rows) {
        return remove("end_time < ? AND end_time IS NOT NULL AND delete_time IS NULL ORDER BY end_time", before, rows);
    }

    @Override
    public boolean removeDeleted(Instant before, int rows) {
        return remove("delete_time < ? AND delete_time IS NOT NULL ORDER BY delete_time", before, rows);
    }

    private boolean remove(String condition, Instant before, int rows) {
        return database.update(handle -> {
            String sql = "SELECT id, 1 + (SELECT COUNT(*) FROM operation_failure WHERE operation = old.id)"
                    + " FROM operation AS old WHERE " + condition + " LIMIT ?";
            // Failures are counted of no more operations than are removed: there may be millions in all.
            List<String> ids = Jdbc.with(handle, sql, statement -> {
                        statement.setLong(1, Micros.of(before));
                        statement.setInt(2, rows);
                        return Jdbc.readWithin(
                                statement, rows, row -> new Rows(row.getString(1), row.getLong(2)), Rows::count);
                    })
                    .stream()
                    .map(Rows::operation)
                    .toList();
            if (ids.isEmpty()) {
                return false;
            }
            delete(handle, "DELETE FROM operation_failure WHERE operation IN (<ids>)", ids);
            delete(handle, "DELETE FROM operation WHERE id IN (<ids>)", ids);
            return true;
        });
    }

    /** How many rows an operation is. */
    private record Rows(String operation, long count) {}

    private static void delete(Handle handle, String sql, List<String> ids) {
        handle.createUpdate(sql).bindList("ids", ids).execute();
    }

    private static Map<String, @Nullable String> columns(@Nullable OperationError error) {
        Map<String, @Nullable String> columns = new HashMap<>();
        columns.put("errorKind", error == null ? null : error.kind().name());
        columns.put("errorReason", error == null ? null : error.reason());
        columns.put("errorMessage", error == null ? null : error.message());
        return columns;
    }

    private static Operation operation(ResultSet row) throws SQLException {
        long end = row.getLong("end_time");
        Instant endTime = row.wasNull() ? null : Micros.time(end);
        return new Operation(
                name(row),
                OperationKind.valueOf(row.getString("kind")),
                ResourceName.read(row.getString("subject")),
                row.getString("request"),
                row.getString("progress"),
                Micros.time(row.getLong("create_time")),
                endTime,
                row.getString("error_kind") == null ? null : failure(row, "error_"));
    }

    private static OperationError failure(ResultSet row, String prefix) throws SQLException {
        return new OperationError(
                FailureKind.valueOf(row.getString(prefix + "kind")),
                row.getString(prefix + "reason"),
                row.getString(prefix + "message"));
    }

    private static ResourceName name(ResultSet row) throws SQLException {
        return ResourceName.of(ResourceKind.OPERATION, row.getString("project"), row.getString("id"));
    }
}
