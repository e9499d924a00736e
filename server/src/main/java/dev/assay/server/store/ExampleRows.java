package dev.assay.server.store;

import dev.assay.server.dataset.annotated.AnnotatedItem;
import dev.assay.server.dataset.annotated.AnnotationJson;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** The examples of an annotated dataset, which is given by its number, by plain JDBC. */
final class ExampleRows {
    /** What one removal takes at most, in bytes of annotations, beyond its first row. */
    private static final long MAX_REMOVED_BYTES = 8 << 20;

    private ExampleRows() {}

    // --- writing --------------------------------------------------------------------------------------------------

    /** Adds what is not there yet; answers what was added. The caller keeps others from adding to the same. */
    static List<AnnotatedItem> insert(Handle handle, Dialect dialect, long number, List<AnnotatedItem> items) {
        Map<String, AnnotatedItem> byId = new LinkedHashMap<>();
        items.forEach(item -> byId.putIfAbsent(item.item(), item));
        byId.keySet().removeAll(standing(handle, dialect, number, byId.keySet()));
        List<AnnotatedItem> added = List.copyOf(byId.values());
        Jdbc.with(handle, "INSERT INTO example (annotated_dataset, item, annotations) VALUES (?, ?, ?)", rows -> {
            for (AnnotatedItem item : added) {
                rows.setLong(1, number);
                rows.setString(2, item.item());
                rows.setString(3, AnnotationJson.write(item.annotations()));
                rows.addBatch();
            }
            return rows.executeBatch();
        });
        Jdbc.with(handle, "INSERT INTO example_label (annotated_dataset, label, item) VALUES (?, ?, ?)", rows -> {
            for (AnnotatedItem item : added) {
                for (String label : labels(item)) {
                    rows.setLong(1, number);
                    rows.setString(2, label);
                    rows.setString(3, item.item());
                    rows.addBatch();
                }
            }
            return rows.executeBatch();
        });
        return added;
    }

    /** The labels of an example, each once. */
    static Set<String> labels(AnnotatedItem item) {
        Set<String> labels = new HashSet<>();
        item.annotations()
                .forEach(annotation -> labels.addAll(annotation.value().labels()));
        return labels;
    }

    /** Which of these items have an example. Items mostly come in their order, so there is seldom much to look for. */
    private static Collection<String> standing(Handle handle, Dialect dialect, long number, Set<String> items) {
        if (items.isEmpty() || !isAnyWithin(handle, number, Collections.min(items), Collections.max(items))) {
            return List.of();
        }
        return handle.createQuery(
                        "SELECT item FROM example WHERE annotated_dataset = ? AND item IN (" + dialect.elements() + ")")
                .bind(0, number)
                .bind(1, StoredJson.write(items))
                .mapTo(String.class)
                .list();
    }

    private static boolean isAnyWithin(Handle handle, long number, String first, String last) {
        return handle.createQuery(
                        "SELECT EXISTS (SELECT 1 FROM example WHERE annotated_dataset = ? AND item BETWEEN ? AND ?)")
                .bind(0, number)
                .bind(1, first)
                .bind(2, last)
                .mapTo(Boolean.class)
                .one();
    }

    // --- reading --------------------------------------------------------------------------------------------------

    static Optional<AnnotatedItem> find(Handle handle, long number, String item) {
        return handle.createQuery("SELECT item, annotations FROM example WHERE annotated_dataset = ? AND item = ?")
                .bind(0, number)
                .bind(1, item)
                .map((row, context) -> row(row).parse())
                .findOne();
    }

    static List<AnnotatedItem> all(Handle handle, long number, String afterItem, int limit, long maxChars) {
        String sql = "SELECT item, annotations FROM example WHERE annotated_dataset = ? AND item > ?"
                + " ORDER BY item LIMIT ?";
        return Jdbc.with(handle, sql, statement -> {
            statement.setLong(1, number);
            statement.setString(2, afterItem);
            statement.setInt(3, limit);
            return read(statement, maxChars);
        });
    }

    static List<AnnotatedItem> labeled(
            Handle handle, long number, Collection<String> labels, String afterItem, int limit, long maxChars) {
        Set<String> distinct = new TreeSet<>(labels);
        // One stretch of the index for each label; with IN, all that follows would be gathered and sorted for every
        // page.
        String ofLabel = "SELECT item FROM (SELECT item FROM example_label"
                + " WHERE annotated_dataset = ? AND label = ? AND item > ? ORDER BY item LIMIT ?) AS x";
        String sql = "SELECT item, annotations FROM example WHERE annotated_dataset = ? AND item IN (SELECT item FROM ("
                + String.join(" UNION ", Collections.nCopies(distinct.size(), ofLabel))
                + ") AS l ORDER BY item LIMIT ?) ORDER BY item";
        return Jdbc.with(handle, sql, statement -> {
            int place = 1;
            statement.setLong(place++, number);
            for (String label : distinct) {
                statement.setLong(place++, number);
                statement.setString(place++, label);
                statement.setString(place++, afterItem);
                statement.setInt(place++, limit);
            }
            statement.setInt(place, limit);
            return read(statement, maxChars);
        });
    }

    private static List<AnnotatedItem> read(PreparedStatement statement, long maxChars) throws SQLException {
        List<AnnotatedItem> items = new ArrayList<>();
        for (Row row : Jdbc.readPast(
                statement, maxChars, ExampleRows::row, row -> row.annotations().length())) {
            items.add(row.parse());
        }
        return items;
    }

    private record Row(String item, String annotations) {
        AnnotatedItem parse() {
            return new AnnotatedItem(item, AnnotationJson.read(annotations));
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(row.getString(1), row.getString(2));
    }

    // --- removal --------------------------------------------------------------------------------------------------

    /** How many rows a removal took, and whether none is left. */
    record Removed(int rows, boolean emptied) {}

    /** Removes rows, at most so many, and fewer if they are large. */
    static Removed removeSome(Handle handle, long number, int limit) {
        Removed labels = removeLabels(handle, number, limit);
        if (!labels.emptied() || labels.rows() >= limit) {
            return new Removed(labels.rows(), false);
        }
        Removed examples = removeExamples(handle, number, limit - labels.rows());
        return new Removed(labels.rows() + examples.rows(), examples.emptied());
    }

    private static Removed removeLabels(Handle handle, long number, int limit) {
        // Up to a key rather than by a list of keys: one stretch of the index.
        String upTo = "DELETE FROM example_label WHERE annotated_dataset = ? AND (label, item) <= (?, ?)";
        return handle.createQuery("SELECT label, item FROM example_label WHERE annotated_dataset = ?"
                        + " ORDER BY label, item LIMIT 1 OFFSET ?")
                .bind(0, number)
                .bind(1, limit - 1)
                .map((row, context) -> new String[] {row.getString(1), row.getString(2)})
                .findOne()
                .map(last -> new Removed(handle.execute(upTo, number, last[0], last[1]), false))
                .orElseGet(() -> new Removed(
                        handle.execute("DELETE FROM example_label WHERE annotated_dataset = ?", number), true));
    }

    private static Removed removeExamples(Handle handle, long number, int limit) {
        List<Size> sizes = handle.createQuery(
                        "SELECT item, octet_length(annotations) AS bytes FROM example WHERE annotated_dataset = ?"
                                + " ORDER BY item LIMIT ?")
                .bind(0, number)
                .bind(1, limit + 1)
                .map((row, context) -> new Size(row.getString("item"), row.getLong("bytes")))
                .list();
        long bytes = 0;
        int rows = 0;
        while (rows < Math.min(limit, sizes.size())
                && (rows == 0 || bytes + sizes.get(rows).bytes() <= MAX_REMOVED_BYTES)) {
            bytes += sizes.get(rows++).bytes();
        }
        if (rows > 0) {
            handle.execute(
                    "DELETE FROM example WHERE annotated_dataset = ? AND item <= ?",
                    number,
                    sizes.get(rows - 1).item());
        }
        return new Removed(rows, rows == sizes.size());
    }

    private record Size(String item, long bytes) {}
}
