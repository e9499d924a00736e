package dev.assay.server.store;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class SqliteLabelingThreadsTest extends LabelingThreadsOnDatabase {
    @TempDir
    Path directory;

    @Override
    List<Database> open() {
        return List.of(SqliteDatabase.open(directory));
    }
}
