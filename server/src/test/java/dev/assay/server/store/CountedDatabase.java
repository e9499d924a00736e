package dev.assay.server.store;

import dev.assay.server.vocabulary.ResourceName;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

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

    /** The same transaction, over a connection that notes what is prepared on it, by Jdbi and by others. */
    private Handle counting(Handle handle) {
        Connection connection = handle.getConnection();
        Connection counted = (Connection) Proxy.newProxyInstance(
                CountedDatabase.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, values) -> {
                    if (method.getName().equals("prepareStatement")) {
                        statements.add((String) values[0]);
                    }
                    try {
                        return method.invoke(connection, values);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return Jdbi.create(counted).open();
    }
}
