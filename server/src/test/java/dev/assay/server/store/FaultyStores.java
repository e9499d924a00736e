package dev.assay.server.store;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.util.Modules;
import java.util.Arrays;
import java.util.List;

/** The stores of a test over an open database, with faults between them and it. */
public final class FaultyStores implements AutoCloseable {
    /** Where all rows are but label sets and sample tables; those that refer to others come first. */
    private static final List<String> TABLES = List.of(
            "work",
            "question",
            "task_item",
            "task_contributor",
            "labeling_task",
            "hold",
            "operation_failure",
            "operation",
            "run_request",
            "run_failure",
            "run",
            "evaluation",
            "snapshot_item",
            "snapshot",
            "example_label",
            "example",
            "annotated_dataset",
            "instruction_document",
            "instruction",
            "data_item",
            "dataset",
            "held_truth",
            "interval_client",
            "sampling_interval",
            "sampler",
            "job");

    private final OpenStore store;
    private final Faults faults = new Faults();

    /** Stores of this open database, which is closed with them. */
    public FaultyStores(OpenStore store) {
        this.store = store;
    }

    /** What fails, and when. */
    public Faults faults() {
        return faults;
    }

    /** What must hold of the database whatever failed. */
    public Invariants invariants() {
        return Invariants.of(store);
    }

    /** Binds every store. */
    public Module module() {
        return Modules.override(new StoreModule(store)).with(new AbstractModule() {
            @Override
            protected void configure() {
                bind(Database.class).toInstance(new FaultyDatabase(store.database(), faults));
            }
        });
    }

    /** A sample table as SQL. */
    public String tableName(String dataset, String name) {
        return store.database().dialect().tableName(dataset, name);
    }

    /** Executes a statement, past the faults. */
    public int execute(String sql, Object... values) {
        return store.database().update(handle -> handle.execute(sql, values));
    }

    /** What a statement breaks, which is undone. */
    public List<String> brokenBy(String sql) {
        return store.database().update(handle -> {
            handle.savepoint("sound");
            handle.execute(sql);
            List<String> broken = invariants().violations();
            handle.rollbackToSavepoint("sound");
            return broken;
        });
    }

    /** Deletes all rows but label sets, so that what comes next is as quick as what came first. */
    public void clear() {
        store.database().write(() -> {
            TABLES.forEach(table -> execute("DELETE FROM " + table));
            store.database()
                    .query(handle -> handle.select("SELECT dataset, name FROM sample_table")
                            .map((row, context) -> tableName(row.getString("dataset"), row.getString("name")))
                            .list())
                    .forEach(table -> execute("DELETE FROM " + table));
        });
    }

    /** The number that a query answers to one value, given for each of its marks; past the faults. */
    public long count(String sql, Object value) {
        Object[] values = new Object[(int) sql.chars().filter(c -> c == '?').count()];
        Arrays.fill(values, value);
        return store.database()
                .query(handle -> handle.select(sql, values).mapTo(Long.class).one());
    }

    @Override
    public void close() {
        store.close();
    }
}
