package dev.assay.server.store;

import dev.assay.server.store.Faults.Moment;
import dev.assay.server.vocabulary.ResourceName;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;

/** A database whose calls fail where a test says so: whole transactions, the calls that join them, their statements. */
final class FaultyDatabase implements Database {
    private final Database database;
    private final Faults faults;

    /** Of the thread that executes the transaction, which need not be the caller's. */
    private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);

    FaultyDatabase(Database database, Faults faults) {
        this.database = database;
        this.faults = faults;
    }

    @Override
    public <T> T query(Function<Handle, T> work) {
        faults.pass(Moment.BEFORE_CALL);
        return inside.get()
                ? database.query(handle -> work.apply(watched(handle)))
                : database.query(handle -> outermost(work, handle));
    }

    @Override
    public <T> T update(Function<Handle, T> work) {
        faults.pass(Moment.BEFORE_CALL);
        if (inside.get()) {
            return database.update(handle -> work.apply(watched(handle)));
        }
        T result = database.update(handle -> {
            T done = outermost(work, handle);
            faults.pass(Moment.BEFORE_CALL);
            return done;
        });
        faults.pass(Moment.ANSWER_LOST);
        return result;
    }

    @Override
    public void lock(ResourceName resource) {
        faults.pass(Moment.BEFORE_CALL);
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

    private <T> T outermost(Function<Handle, T> work, Handle handle) {
        inside.set(true);
        try {
            return work.apply(watched(handle));
        } finally {
            inside.set(false);
        }
    }

    private Handle watched(Handle handle) {
        handle.getConfig(SqlStatements.class).setSqlLogger(new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                faults.pass(Moment.BEFORE_CALL);
            }
        });
        return handle;
    }
}
