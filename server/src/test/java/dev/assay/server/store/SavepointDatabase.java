package dev.assay.server.store;

import dev.assay.server.vocabulary.ResourceName;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** A database whose transactions are savepoints of one that is under way: nothing waits for a disk, nothing is left. */
final class SavepointDatabase implements Database {
    private static final String NAME = "inner";

    private final Database database;
    private final Handle handle;
    private boolean inside;

    SavepointDatabase(Database database, Handle handle) {
        this.database = database;
        this.handle = handle;
    }

    @Override
    public <T> T query(Function<Handle, T> work) {
        return work.apply(handle);
    }

    @Override
    public <T> T update(Function<Handle, T> work) {
        if (inside) {
            return work.apply(handle);
        }
        inside = true;
        handle.savepoint(NAME);
        try {
            T result = work.apply(handle);
            handle.releaseSavepoint(NAME);
            return result;
        } catch (RuntimeException | Error e) {
            handle.rollbackToSavepoint(NAME);
            throw e;
        } finally {
            inside = false;
        }
    }

    @Override
    public void lock(ResourceName resource) {
        database.lock(resource);
    }

    @Override
    public Dialect dialect() {
        return database.dialect();
    }

    @Override
    public void close() {}
}
