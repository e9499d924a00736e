package dev.assay.server.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteWorkSimulationTest extends WorkSimulationOnDatabase {
    @TempDir
    Path directory;

    @Override
    Database open() {
        return SqliteDatabase.open(directory);
    }

    @Override
    int seeds() {
        return 200;
    }
}
