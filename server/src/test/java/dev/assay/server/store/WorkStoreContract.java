package dev.assay.server.store;

import dev.assay.server.work.WorkContract;
import dev.assay.server.work.WorkStore;
import org.junit.jupiter.api.AfterEach;

/** What every store of durable work must do, on a database. */
abstract class WorkStoreContract extends WorkContract {
    private Database database;

    /** An empty database, closed after the test. */
    abstract Database openDatabase();

    @Override
    protected final WorkStore open() {
        database = openDatabase();
        return new SqlWorkStore(database);
    }

    @AfterEach
    void end() {
        database.close();
    }
}
