package dev.assay.server.store;

import com.google.inject.Module;
import dev.assay.server.labeling.LabelingBench;
import dev.assay.server.labeling.PlanDraft;
import dev.assay.server.vocabulary.ResourceName;
import java.nio.file.Path;

/** Stores with tasks of any size, whose items are written by SQL, because listing a million would take a while. */
public final class LabelingStores implements AutoCloseable {
    private final Database database;

    private LabelingStores(Database database) {
        this.database = database;
    }

    /** Over an embedded database of its own. */
    public static LabelingStores embedded(Path directory) {
        return new LabelingStores(SqliteDatabase.open(directory));
    }

    /** Over a PostgreSQL database of its own. */
    public static LabelingStores postgresql() {
        return new LabelingStores(PostgresDatabase.open(PostgresForTests.emptyDatabase()));
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
        database.update(handle -> {
            handle.execute("UPDATE labeling_task SET item_count = ? WHERE number = ?", items, number);
            return handle.execute(
                    "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < "
                            + (items - 1) + ") INSERT INTO task_item (task, number, item, wanted, most, position)"
                            + " SELECT ?, n, 'item', i.wanted, i.most, n FROM numbers, task_item i"
                            + " WHERE i.task = ? AND i.number = 0",
                    number,
                    number);
        });
        if (database.dialect() == Dialect.POSTGRESQL) {
            // As the database does by itself after a while.
            database.update(handle -> handle.execute("ANALYZE"));
        }
        return task;
    }

    @Override
    public void close() {
        database.close();
    }
}
