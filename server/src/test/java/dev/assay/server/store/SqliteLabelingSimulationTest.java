package dev.assay.server.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteLabelingSimulationTest extends LabelingSimulationOnDatabase {
    @TempDir
    Path directory;

    @Override
    Database open() {
        return SqliteDatabase.open(directory);
    }

    @Override
    int seeds() {
        return 40;
    }
}
