package dev.assay.server.store;

import dev.assay.server.vocabulary.ResourceName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;

/** A database that notes the statements it executes. */
final class CountedDatabase implements Database {
    private final Database database;
    private final List<String> statements = new ArrayList<>();

    CountedDatabase(Database database) {
        this.database = database;
    }

    /** The statements since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(statements);
        statements.clear();
        return taken;
    }

    @Override
    public <T> T query(Function<Handle, T> work) {
        return database.query(handle -> work.apply(counting(handle)));
    }

    @Override
    public <T> T update(Function<Handle, T> work) {
        return database.update(handle -> work.apply(counting(handle)));
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

    private Handle counting(Handle handle) {
        handle.getConfig(SqlStatements.class).setSqlLogger(new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                statements.add(context.getRenderedSql());
            }
        });
        return handle;
    }
}
