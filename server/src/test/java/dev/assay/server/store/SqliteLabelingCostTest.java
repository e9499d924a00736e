package dev.assay.server.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteLabelingCostTest extends LabelingCostOnDatabase {
    @TempDir
    Path directory;

    @Override
    Database open() {
        return SqliteDatabase.open(directory);
    }
}
