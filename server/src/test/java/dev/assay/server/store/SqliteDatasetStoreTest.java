package dev.assay.server.store;

import dev.assay.server.dataset.DatasetStore;
import dev.assay.server.sampling.SampleTableStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatasetStoreTest extends DatasetStoreContract {
    @TempDir
    Path directory;

    private SqliteDatabase database;

    @BeforeEach
    void open() {
        database = SqliteDatabase.open(directory);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    DatasetStore store() {
        return new SqlDatasetStore(database);
    }

    @Override
    SampleTableStore tables() {
        return new SqlSampleTableStore(database, new SqlWorkStore(database));
    }
}
