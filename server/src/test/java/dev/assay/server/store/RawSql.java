package dev.assay.server.store;

import com.google.inject.Injector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements of tests, past the stores: what users do to sample tables, and what only a test may do to the rest. */
public final class RawSql {
    private final Database database;

    /** Statements to the database of this server. */
    public RawSql(Injector injector) {
        this.database = injector.getInstance(Database.class);
    }

    /** Executes a statement in a transaction of its own. */
    public int execute(String sql, @Nullable Object... values) {
        return database.update(handle -> handle.execute(sql, values));
    }

    /** The first column of what a query finds. */
    public List<Long> numbers(String sql) {
        return database.query(
                handle -> handle.createQuery(sql).mapTo(Long.class).list());
    }
}
