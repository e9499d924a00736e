package dev.assay.server.store;

import java.nio.file.Path;

/** The store of a running server, opened before anything else and closed after everything else. */
public final class OpenStore implements AutoCloseable {
    private final Database database;

    /** A store over an open database, which it closes. */
    OpenStore(Database database) {
        this.database = database;
    }

    /**
     * Opens the embedded store of a data directory, making or migrating it as needed.
     *
     * @throws IllegalStateException if another server works in the directory
     */
    public static OpenStore embedded(Path directory) {
        return new OpenStore(SqliteDatabase.open(directory));
    }

    /**
     * Opens the store in a PostgreSQL, making or migrating its tables as needed.
     *
     * @throws IllegalStateException if the database cannot be reached or its tables cannot be made
     */
    public static OpenStore postgresql(PostgresSettings settings) {
        return new OpenStore(PostgresDatabase.open(settings));
    }

    Database database() {
        return database;
    }

    @Override
    public void close() {
        database.close();
    }
}
