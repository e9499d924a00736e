package dev.assay.server.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteImportTablesTest extends ImportTablesContract {
    @TempDir
    Path directory;

    @Override
    Database open() {
        return SqliteDatabase.open(directory);
    }
}
