package dev.assay.server.store;

import dev.assay.server.vocabulary.ResourceName;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** For one thread: a database that is asked something else than what the stores say: to see that tests notice. */
final class RewrittenDatabase implements Database {
    private final Database database;
    private final UnaryOperator<String> rewriting;

    /** The connection that was seen last, and what stands for it. */
    private @Nullable Connection seen;

    private @Nullable Handle standIn;

    RewrittenDatabase(Database database, UnaryOperator<String> rewriting) {
        this.database = database;
        this.rewriting = rewriting;
    }

    @Override
    public <T> T query(Function<Handle, T> work) {
        return database.query(handle -> work.apply(rewritten(handle)));
    }

    @Override
    public <T> T update(Function<Handle, T> work) {
        return database.update(handle -> work.apply(rewritten(handle)));
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

    private Handle rewritten(Handle handle) {
        Connection connection = handle.getConnection();
        Handle known = standIn;
        if (known != null && connection == seen) {
            return known;
        }
        Connection rewriter = (Connection) Proxy.newProxyInstance(
                RewrittenDatabase.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, values) -> {
                    if (method.getName().equals("prepareStatement")) {
                        values[0] = rewriting.apply((String) values[0]);
                    }
                    try {
                        return method.invoke(connection, values);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        Handle made = Jdbi.create(rewriter).open();
        seen = connection;
        standIn = made;
        return made;
    }
}
