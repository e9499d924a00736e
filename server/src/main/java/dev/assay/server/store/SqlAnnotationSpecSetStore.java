package dev.assay.server.store;

import dev.assay.server.dataset.AnnotationSpecSet;
import dev.assay.server.dataset.AnnotationSpecSetStore;
import dev.assay.server.vocabulary.AnnotationSpec;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Label sets; their labels are one JSON text. */
final class SqlAnnotationSpecSetStore implements AnnotationSpecSetStore {
    private final Database database;

    @Inject
    SqlAnnotationSpecSetStore(Database database) {
        this.database = database;
    }

    @Override
    public void insert(AnnotationSpecSet set) {
        database.update(handle -> handle.execute(
                """
                INSERT INTO annotation_spec_set (id, project, display_name, description, specs, create_time)
                VALUES (?, ?, ?, ?, ?, ?)""",
                set.name().id(),
                set.name().project(),
                set.displayName(),
                set.description(),
                StoredJson.write(set.specs()),
                Micros.of(set.createTime())));
    }

    @Override
    public Optional<AnnotationSpecSet> find(ResourceName name) {
        return database.query(handle -> handle.createQuery(
                        "SELECT id, project, display_name, description, specs, create_time FROM annotation_spec_set WHERE id = ? AND project = ? AND delete_time IS NULL")
                .bind(0, name.id())
                .bind(1, name.project())
                .map((row, context) -> specSet(row))
                .findOne());
    }

    @Override
    public List<AnnotationSpecSet> list(ResourceName project, String afterId, int limit) {
        return database.query(handle -> handle.createQuery("""
                        SELECT id, project, display_name, description, specs, create_time FROM annotation_spec_set
                        WHERE project = ? AND id > ? AND delete_time IS NULL ORDER BY id LIMIT ?""")
                .bind(0, project.id())
                .bind(1, afterId)
                .bind(2, limit)
                .map((row, context) -> specSet(row))
                .list());
    }

    @Override
    public boolean delete(ResourceName name, Instant now) {
        return database.update(handle -> handle.execute(
                        "UPDATE annotation_spec_set SET delete_time = ? WHERE id = ? AND project = ? AND delete_time IS NULL",
                        Micros.of(now),
                        name.id(),
                        name.project()))
                == 1;
    }

    @Override
    public boolean wasDeletedAfter(ResourceName name, Instant time) {
        return database.query(handle -> handle.createQuery(
                        "SELECT 1 FROM annotation_spec_set WHERE id = ? AND project = ? AND delete_time > ?")
                .bind(0, name.id())
                .bind(1, name.project())
                .bind(2, Micros.of(time))
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
    }

    @Override
    public int removeDeleted(Instant until, int limit) {
        return database.update(handle -> handle.execute("""
                        DELETE FROM annotation_spec_set WHERE id IN (
                          SELECT id FROM annotation_spec_set WHERE delete_time <= ? ORDER BY delete_time LIMIT ?)""", Micros.of(until), limit));
    }

    private static AnnotationSpecSet specSet(ResultSet row) throws SQLException {
        return new AnnotationSpecSet(
                ResourceName.of(ResourceKind.ANNOTATION_SPEC_SET, row.getString("project"), row.getString("id")),
                row.getString("display_name"),
                row.getString("description"),
                List.of(StoredJson.read(row.getString("specs"), AnnotationSpec[].class)),
                Micros.time(row.getLong("create_time")));
    }
}
