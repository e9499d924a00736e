package dev.assay.server.store;

import com.google.inject.Module;
import dev.assay.server.labeling.LabelingBench;
import dev.assay.server.labeling.PlanDraft;
import dev.assay.server.vocabulary.ResourceName;
import java.nio.file.Path;

/** Stores with tasks of any size, whose items are written by SQL, because listing a million would take a while. */
public final class LabelingStores implements AutoCloseable {
    private static final int ITEMS_AT_ONCE = 100_000;

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
    public void close() {
        database.close();
    }
}
