package dev.assay.server.store;

import com.google.inject.Module;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stores of a test, over a database of its own. */
public final class EmbeddedStores implements AutoCloseable {
    private final OpenStore store;
    private final Database database;

    private EmbeddedStores(OpenStore store) {
        this.store = store;
        this.database = store.database();
    }

    /** Opens or makes the database of a directory. */
    public static EmbeddedStores open(Path directory) {
        return new EmbeddedStores(OpenStore.embedded(directory));
    }

    /** Binds every store. */
    public Module module() {
        return new StoreModule(store);
    }

    /** Executes a statement; joins the transaction under way. */
    public int execute(String sql, @Nullable Object... values) {
        return database.update(handle -> {
            var update = handle.createUpdate(sql);
            for (int i = 0; i < values.length; i++) {
                update.bind(i, values[i]);
            }
            return update.execute();
        });
    }

    /** The first column of what a query finds, as text. */
    public List<String> texts(String sql, Object... values) {
        return database.query(handle -> {
            var query = handle.createQuery(sql);
            for (int i = 0; i < values.length; i++) {
                query.bind(i, values[i]);
            }
            return query.mapTo(String.class).list();
        });
    }

    @Override
    public void close() {
        store.close();
    }
}
