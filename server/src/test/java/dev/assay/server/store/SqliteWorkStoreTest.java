package dev.assay.server.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteWorkStoreTest extends WorkStoreContract {
    @TempDir
    Path directory;

    @Override
    Database openDatabase() {
        return SqliteDatabase.open(directory);
    }
}
