package dev.assay.server.store;

import com.google.gson.JsonObject;
import dev.assay.server.dataset.annotated.AnnotatedDataset;
import dev.assay.server.dataset.annotated.AnnotatedDatasetStore;
import dev.assay.server.dataset.annotated.AnnotatedItem;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.work.WorkStore;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Annotated datasets in SQL; their examples by {@link ExampleRows}. */
final class SqlAnnotatedDatasetStore implements AnnotatedDatasetStore {
    /** A deleted dataset takes its annotated datasets out of sight at once. */
    private static final String SELECT = """
            SELECT a.id, a.project, a.dataset, a.display_name, a.description, a.annotation_type, a.create_time,
              a.example_count, a.completed_example_count, a.label_stats, a.metadata
            FROM annotated_dataset a WHERE a.complete_time IS NOT NULL AND a.delete_time IS NULL
              AND EXISTS (SELECT 1 FROM dataset d WHERE d.id = a.dataset AND d.project = a.project
                AND d.delete_time IS NULL)""";

    private static final String OF_NAME = " id = ? AND project = ? AND dataset = ?";
    private static final String UNDER_WAY = " AND complete_time IS NULL AND delete_time IS NULL";

    private final Database database;
    private final WorkStore works;

    @Inject
    SqlAnnotatedDatasetStore(Database database, WorkStore works) {
        this.database = database;
        this.works = works;
    }

    // --- filling --------------------------------------------------------------------------------------------------

    @Override
    public boolean discard(Fence fence, ResourceName name, int limit) {
        return database.update(handle -> {
            works.check(fence);
            Optional<Begun> earlier = begun(handle, name, "");
            if (earlier.isEmpty()) {
                return true;
            }
            Begun begun = begun(handle, name, UNDER_WAY).orElseThrow(() -> notUnderWay(name));
            if (!ExampleRows.removeSome(handle, begun.number(), limit).emptied()) {
                return false;
            }
            handle.execute("DELETE FROM annotated_dataset WHERE number = ?", begun.number());
            return true;
        });
    }

    @Override
    public void insert(Fence fence, AnnotatedDataset dataset) {
        database.update(handle -> {
            works.check(fence);
            return handle.execute(
                    """
                    INSERT INTO annotated_dataset (id, project, dataset, display_name, description, annotation_type,
                      create_time, example_count, metadata)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                    dataset.name().id(),
                    dataset.name().project(),
                    dataset.name().ids().get(1),
                    dataset.displayName(),
                    dataset.description(),
                    dataset.annotationType().name(),
                    Micros.of(dataset.createTime()),
                    dataset.exampleCount(),
                    dataset.metadata());
        });
    }

    @Override
    public void append(Fence fence, ResourceName name, List<AnnotatedItem> items) {
        database.update(handle -> {
            works.check(fence);
            Begun begun = begun(handle, name, UNDER_WAY).orElseThrow(() -> notUnderWay(name));
            List<AnnotatedItem> added = ExampleRows.insert(handle, database.dialect(), begun.number(), items);
            // Counted as they come: to count a million of them at the end would keep all other writers waiting.
            Map<String, Long> stats = new HashMap<>(begun.labelStats());
            added.forEach(item -> ExampleRows.labels(item).forEach(label -> stats.merge(label, 1L, Long::sum)));
            return handle.execute(
                    "UPDATE annotated_dataset SET completed_example_count = completed_example_count + ?,"
                            + " label_stats = ? WHERE number = ?",
                    added.size(),
                    StoredJson.write(stats),
                    begun.number());
        });
    }

    private static IllegalStateException notUnderWay(ResourceName name) {
        return new IllegalStateException(name + " is complete, deleted or was never begun");
    }

    @Override
    public boolean complete(ResourceName name, long exampleCount, Instant now) {
        return database.update(handle -> handle.execute(
                        "UPDATE annotated_dataset SET example_count = ?, complete_time = ? WHERE" + OF_NAME + UNDER_WAY,
                        exampleCount,
                        Micros.of(now),
                        name.id(),
                        name.project(),
                        name.ids().get(1))
                == 1);
    }

    @Override
    public void abandon(ResourceName name, Instant now) {
        database.update(handle -> handle.execute(
                "UPDATE annotated_dataset SET delete_time = ? WHERE" + OF_NAME + UNDER_WAY,
                Micros.of(now),
                name.id(),
                name.project(),
                name.ids().get(1)));
    }

    // --- reading --------------------------------------------------------------------------------------------------

    @Override
    public Optional<AnnotatedDataset> find(ResourceName name) {
        return database.query(handle -> handle.createQuery(SELECT + " AND a.id = ? AND a.project = ? AND a.dataset = ?")
                .bind(0, name.id())
                .bind(1, name.project())
                .bind(2, name.ids().get(1))
                .map((row, context) -> annotatedDataset(row))
                .findOne());
    }

    @Override
    public List<AnnotatedDataset> list(ResourceName dataset, @Nullable ListKey after, int limit) {
        return database.query(handle -> handle.createQuery(SELECT + """
                         AND a.dataset = ? AND a.project = ? AND (a.create_time, a.id) > (?, ?)
                        ORDER BY a.create_time, a.id LIMIT ?""")
                .bind(0, dataset.id())
                .bind(1, dataset.project())
                .bind(2, after == null ? Long.MIN_VALUE : Micros.of(after.createTime()))
                .bind(3, after == null ? "" : after.id())
                .bind(4, limit)
                .map((row, context) -> annotatedDataset(row))
                .list());
    }

    @Override
    public Optional<AnnotatedItem> example(ResourceName name, String item) {
        return database.query(
                handle -> visible(handle, name).flatMap(number -> ExampleRows.find(handle, number, item)));
    }

    @Override
    public List<AnnotatedItem> examples(
            ResourceName name, Collection<String> labels, String afterItem, int limit, long maxChars) {
        return database.query(handle -> visible(handle, name)
                .map(number -> labels.isEmpty()
                        ? ExampleRows.all(handle, number, afterItem, limit, maxChars)
                        : ExampleRows.labeled(handle, number, labels, afterItem, limit, maxChars))
                .orElse(List.of()));
    }

    private static Optional<Long> visible(Handle handle, ResourceName name) {
        return begun(
                        handle,
                        name,
                        " AND complete_time IS NOT NULL AND delete_time IS NULL AND EXISTS"
                                + " (SELECT 1 FROM dataset d WHERE d.id = annotated_dataset.dataset AND d.delete_time IS NULL)")
                .map(Begun::number);
    }

    /** A row, whether it is complete or not. */
    private record Begun(long number, Map<String, Long> labelStats) {}

    private static Optional<Begun> begun(Handle handle, ResourceName name, String condition) {
        return handle.createQuery("SELECT number, label_stats FROM annotated_dataset WHERE" + OF_NAME + condition)
                .bind(0, name.id())
                .bind(1, name.project())
                .bind(2, name.ids().get(1))
                .map((row, context) -> new Begun(row.getLong("number"), stats(row.getString("label_stats"))))
                .findOne();
    }

    // --- removal --------------------------------------------------------------------------------------------------

    @Override
    public boolean markDeleted(ResourceName name, Instant now) {
        return database.update(handle -> handle.execute(
                        "UPDATE annotated_dataset SET delete_time = ? WHERE" + OF_NAME
                                + " AND complete_time IS NOT NULL AND delete_time IS NULL AND EXISTS (SELECT 1 FROM"
                                + " dataset d WHERE d.id = annotated_dataset.dataset AND d.delete_time IS NULL)",
                        Micros.of(now),
                        name.id(),
                        name.project(),
                        name.ids().get(1))
                == 1);
    }

    @Override
    public boolean isDeleted(ResourceName name) {
        return database.query(
                handle -> begun(handle, name, " AND complete_time IS NOT NULL AND delete_time IS NOT NULL")
                        .isPresent());
    }

    @Override
    public List<Deleted> deleted(int limit) {
        return database.query(handle -> handle.createQuery("""
                        SELECT id, project, dataset, delete_time FROM annotated_dataset WHERE delete_time IS NOT NULL
                        ORDER BY delete_time LIMIT ?""")
                .bind(0, limit)
                .map((row, context) -> new Deleted(name(row), Micros.time(row.getLong("delete_time"))))
                .list());
    }

    @Override
    public boolean removeExamples(ResourceName name, int limit) {
        return database.update(handle -> begun(handle, name, " AND delete_time IS NOT NULL")
                .map(deleted ->
                        ExampleRows.removeSome(handle, deleted.number(), limit).emptied())
                .orElse(true));
    }

    @Override
    public void remove(ResourceName name) {
        database.update(handle -> handle.execute(
                "DELETE FROM annotated_dataset WHERE" + OF_NAME + " AND delete_time IS NOT NULL",
                name.id(),
                name.project(),
                name.ids().get(1)));
    }

    @Override
    public int removeUnder(ResourceName dataset, int limit) {
        return database.update(handle -> {
            int removed = 0;
            while (removed < limit) {
                Optional<Long> number = handle.createQuery(
                                "SELECT number FROM annotated_dataset WHERE dataset = ? LIMIT 1")
                        .bind(0, dataset.id())
                        .mapTo(Long.class)
                        .findOne();
                if (number.isEmpty()) {
                    break;
                }
                ExampleRows.Removed examples = ExampleRows.removeSome(handle, number.get(), limit - removed);
                removed += examples.rows();
                if (!examples.emptied()) {
                    break;
                }
                if (removed < limit) {
                    removed += handle.execute("DELETE FROM annotated_dataset WHERE number = ?", number.get());
                }
            }
            return removed;
        });
    }

    // --- records --------------------------------------------------------------------------------------------------

    private static AnnotatedDataset annotatedDataset(ResultSet row) throws SQLException {
        return new AnnotatedDataset(
                name(row),
                row.getString("display_name"),
                row.getString("description"),
                AnnotationType.valueOf(row.getString("annotation_type")),
                Micros.time(row.getLong("create_time")),
                row.getLong("example_count"),
                row.getLong("completed_example_count"),
                stats(row.getString("label_stats")),
                row.getBytes("metadata"));
    }

    private static Map<String, Long> stats(String text) {
        Map<String, Long> stats = new HashMap<>();
        StoredJson.read(text, JsonObject.class)
                .entrySet()
                .forEach(entry -> stats.put(entry.getKey(), entry.getValue().getAsLong()));
        return stats;
    }

    private static ResourceName name(ResultSet row) throws SQLException {
        return ResourceName.of(
                ResourceKind.ANNOTATED_DATASET,
                row.getString("project"),
                row.getString("dataset"),
                row.getString("id"));
    }
}
