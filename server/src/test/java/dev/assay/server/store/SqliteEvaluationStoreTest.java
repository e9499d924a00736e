package dev.assay.server.store;

import dev.assay.server.evaluation.EvaluationStore;
import dev.assay.server.work.WorkStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteEvaluationStoreTest extends EvaluationStoreContract {
    @TempDir
    Path directory;

    private SqliteDatabase database;

    @BeforeEach
    @Override
    void begin() {
        database = SqliteDatabase.open(directory);
        super.begin();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    EvaluationStore store() {
        return new SqlEvaluationStore(database, works());
    }

    @Override
    WorkStore works() {
        return new SqlWorkStore(database);
    }
}
