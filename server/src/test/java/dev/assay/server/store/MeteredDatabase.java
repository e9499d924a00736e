package dev.assay.server.store;

import dev.assay.server.vocabulary.ResourceName;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;

/**
 * For one caller at a time: a database that measures how much its engine does, in what does not depend on the machine.
 * SQLite counts the instructions of its virtual machine, PostgreSQL the rows that it fetches.
 */
final class MeteredDatabase implements Database {
    private static final int INSTRUCTIONS = 5;

    private final Database database;
    private final AtomicLong effort = new AtomicLong();
    private boolean measuring;

    MeteredDatabase(Database database) {
        this.database = database;
    }

    /** What was done since the last call. */
    long take() {
        return effort.getAndSet(0);
    }

    @Override
    public <T> T query(Function<Handle, T> work) {
        return database.query(handle -> measured(handle, work));
    }

    @Override
    public <T> T update(Function<Handle, T> work) {
        return database.update(handle -> measured(handle, work));
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
    public void close() {
        database.close();
    }

    private <T> T measured(Handle handle, Function<Handle, T> work) {
        if (measuring) {
            return work.apply(handle);
        }
        measuring = true;
        try {
            return dialect() == Dialect.SQLITE
                    ? countingInstructions(handle, () -> work.apply(handle))
                    : countingRows(handle, () -> work.apply(handle));
        } finally {
            measuring = false;
        }
    }

    private <T> T countingInstructions(Handle handle, Supplier<T> work) {
        try {
            SQLiteConnection connection = handle.getConnection().unwrap(SQLiteConnection.class);
            ProgressHandler.setHandler(connection, INSTRUCTIONS, new ProgressHandler() {
                @Override
                protected int progress() {
                    effort.addAndGet(INSTRUCTIONS);
                    return 0;
                }
            });
            try {
                return work.get();
            } finally {
                ProgressHandler.clearHandler(connection);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> T countingRows(Handle handle, Supplier<T> work) {
        long before = rows(handle);
        T result = work.get();
        effort.addAndGet(rows(handle) - before);
        return result;
    }

    /** Fetched by this connection's transaction so far. */
    private static long rows(Handle handle) {
        return handle.createQuery("SELECT sum(seq_tup_read + COALESCE(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables"
                        + " WHERE relname IN ('question', 'task_item')")
                .mapTo(Long.class)
                .one();
    }
}
