package dev.assay.server.store;

import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.Nothing;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.DataItem.Video;
import dev.assay.server.dataset.DataItemStore;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.StoredItem;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Items in SQL, by plain JDBC. */
final class SqlDataItemStore implements DataItemStore {
    private static final String SELECT =
            "SELECT number, type, content, mime_type, thumbnail FROM data_item WHERE dataset = ? AND ";
    private static final String INSERT = "INSERT INTO data_item (dataset, number, type, content, mime_type, thumbnail)"
            + " VALUES (?, ?, ?, ?, ?, ?)";
    /** Freed pages cost time as well, however few rows they are of. */
    private static final long MAX_BYTES_REMOVED = 8 << 20;

    private final Database database;

    @Inject
    SqlDataItemStore(Database database) {
        this.database = database;
    }

    @Override
    public boolean append(ResourceName dataset, List<Payload> items) {
        // The count is the number of the next item: its row is locked until the items stand.
        return database.update(handle -> {
            Optional<Long> count = handle.createQuery("""
                            UPDATE dataset SET item_count = item_count + ?
                            WHERE id = ? AND project = ? AND delete_time IS NULL AND table_name IS NULL
                            RETURNING item_count""")
                    .bind(0, items.size())
                    .bind(1, dataset.id())
                    .bind(2, dataset.project())
                    .mapTo(Long.class)
                    .findOne();
            count.ifPresent(after -> insert(handle, dataset, after - items.size(), items));
            return count.isPresent();
        });
    }

    private static void insert(Handle handle, ResourceName dataset, long first, List<Payload> items) {
        int[] inserted = Jdbc.with(handle, INSERT, statement -> {
            long number = first;
            for (Payload item : items) {
                statement.setString(1, dataset.id());
                statement.setLong(2, number++);
                bind(statement, item);
                statement.addBatch();
            }
            return statement.executeBatch();
        });
        if (inserted.length != items.size()) {
            throw new IllegalStateException("inserted " + inserted.length + " of " + items.size());
        }
    }

    private static void bind(PreparedStatement statement, Payload item) throws SQLException {
        if (item instanceof Image image) {
            bind(statement, DataType.IMAGE, image.uri());
            statement.setString(5, image.mimeType());
            statement.setBytes(6, image.thumbnail());
        } else if (item instanceof Video video) {
            bind(statement, DataType.VIDEO, video.uri());
            statement.setString(5, video.mimeType());
            statement.setBytes(6, null);
        } else if (item instanceof Text text) {
            bind(statement, DataType.TEXT, text.content());
            statement.setString(5, null);
            statement.setBytes(6, null);
        } else {
            throw new IllegalArgumentException("nothing is no item");
        }
    }

    private static void bind(PreparedStatement statement, DataType type, String content) throws SQLException {
        statement.setString(3, type.name());
        statement.setString(4, content);
    }

    @Override
    public List<StoredItem> from(ResourceName dataset, long number, int limit, long maxWeight) {
        return database.query(handle -> Jdbc.with(handle, SELECT + "number >= ? ORDER BY number LIMIT ?", statement -> {
            statement.setString(1, dataset.id());
            statement.setLong(2, number);
            statement.setInt(3, limit);
            return Jdbc.readWithin(statement, maxWeight, SqlDataItemStore::item, StoredItem::weight);
        }));
    }

    @Override
    public List<StoredItem> find(ResourceName dataset, Collection<Long> numbers, long maxWeight) {
        if (numbers.isEmpty()) {
            return List.of();
        }
        String marks = String.join(", ", Collections.nCopies(numbers.size(), "?"));
        String sql = SELECT + "number IN (" + marks + ") ORDER BY number";
        return database.query(handle -> Jdbc.with(handle, sql, statement -> {
            statement.setString(1, dataset.id());
            int place = 2;
            for (long number : numbers) {
                statement.setLong(place++, number);
            }
            return Jdbc.readPast(statement, maxWeight, SqlDataItemStore::item, StoredItem::weight);
        }));
    }

    @Override
    public Optional<DataType> type(ResourceName dataset) {
        return database.query(
                handle -> handle.createQuery("SELECT type FROM data_item WHERE dataset = ? ORDER BY number LIMIT 1")
                        .bind(0, dataset.id())
                        .map((row, context) -> DataType.valueOf(row.getString("type")))
                        .findOne());
    }

    @Override
    public int removeSome(ResourceName dataset, int limit) {
        return database.update(handle -> {
            List<Size> first = Jdbc.with(
                    handle,
                    "SELECT number, octet_length(content) + coalesce(octet_length(thumbnail), 0)"
                            + " FROM data_item WHERE dataset = ? ORDER BY number LIMIT ?",
                    statement -> {
                        statement.setString(1, dataset.id());
                        statement.setInt(2, limit);
                        return Jdbc.readPast(
                                statement,
                                MAX_BYTES_REMOVED,
                                row -> new Size(row.getLong(1), row.getLong(2)),
                                Size::bytes);
                    });
            return first.isEmpty()
                    ? 0
                    : handle.execute(
                            "DELETE FROM data_item WHERE dataset = ? AND number <= ?",
                            dataset.id(),
                            first.get(first.size() - 1).number());
        });
    }

    private record Size(long number, long bytes) {}

    private static StoredItem item(ResultSet row) throws SQLException {
        return new StoredItem(row.getLong("number"), payload(row));
    }

    private static Payload payload(ResultSet row) throws SQLException {
        String content = row.getString("content");
        return switch (DataType.valueOf(row.getString("type"))) {
            case IMAGE -> new Image(row.getString("mime_type"), row.getBytes("thumbnail"), content);
            case VIDEO -> new Video(row.getString("mime_type"), content);
            case TEXT -> new Text(content);
            case GENERAL_DATA -> new Nothing();
        };
    }
}
