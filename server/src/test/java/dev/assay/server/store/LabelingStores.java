package dev.assay.server.store;

import com.google.inject.Module;
import dev.assay.server.labeling.LabelingBench;
import dev.assay.server.labeling.PlanDraft;
import dev.assay.server.vocabulary.ResourceName;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Stores with tasks of any size, whose items are written by SQL, because listing a million would take a while. */
public final class LabelingStores implements AutoCloseable {
    private static final int ITEMS_AT_ONCE = 100_000;

    /** As many as a server has unless told otherwise. */
    private static final int CONNECTIONS = 20;

    private final Database database;
    private final String url;
    private final List<Connection> connections = new ArrayList<>();

    private LabelingStores(Database database, String url) {
        this.database = database;
        this.url = url;
    }

    /** Over an embedded database of its own. */
    public static LabelingStores embedded(Path directory) {
        return new LabelingStores(
                SqliteDatabase.open(directory),
                "jdbc:sqlite:" + directory.resolve("bare.db") + "?journal_mode=WAL&synchronous=FULL");
    }

    /** Over a PostgreSQL database of its own. */
    public static LabelingStores postgresql() {
        PostgresSettings empty = PostgresForTests.emptyDatabase();
        return new LabelingStores(
                PostgresDatabase.open(new PostgresSettings(empty.url(), empty.user(), empty.password(), CONNECTIONS)),
                empty.url());
    }

    /** Bare connections to the same PostgreSQL or to another file, as many as write to the stores at once. */
    public List<Connection> writers() throws SQLException {
        int count = database.dialect() == Dialect.SQLITE ? 1 : CONNECTIONS / 2;
        while (connections.size() < count) {
            connections.add(DriverManager.getConnection(url));
        }
        return connections;
    }

    /** Binds every store. */
    public Module module() {
        return new StoreModule(new OpenStore(database));
    }

    /** A task with so many items, none of them taken. */
    public ResourceName task(LabelingBench bench, int items, int replicas) {
        ResourceName task =
                bench.begin(PlanDraft.of(bench.texts(1)).replicas(replicas).plan());
        long number = bench.task(task).number();
        fill(database, number, items);
        return task;
    }

    /** Gives a task of one item so many, as that one is and as listing would. */
    static void fill(Database database, long task, int items) {
        for (int from = 1; from < items; from += ITEMS_AT_ONCE) {
            int first = from;
            int last = Math.min(items, from + ITEMS_AT_ONCE) - 1;
            database.update(handle -> handle.execute(
                    "WITH RECURSIVE numbers (n) AS (SELECT CAST(? AS bigint) UNION ALL SELECT n + 1 FROM numbers"
                            + " WHERE n < ?) INSERT INTO task_item (task, number, item, wanted, most, position)"
                            + " SELECT i.task, n, 'item', i.wanted, i.most, n FROM numbers, task_item i"
                            + " WHERE i.task = ? AND i.number = 0",
                    first,
                    last,
                    task));
        }
        new SqlLabelingTaskStore(database).setItemCount(task, items);
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
        database.close();
    }
}
