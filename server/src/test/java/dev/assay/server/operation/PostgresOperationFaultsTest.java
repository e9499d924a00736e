package dev.assay.server.operation;

import dev.assay.server.store.OpenStore;
import dev.assay.server.store.PostgresForTests;
import java.nio.file.Path;

class PostgresOperationFaultsTest extends OperationFaultsContract {
    @Override
    OpenStore open(Path place) {
        return OpenStore.postgresql(PostgresForTests.hastyDatabase());
    }

    /** Above the statements the code is the same as over SQLite, where each call fails. */
    @Override
    int stride() {
        return 5;
    }
}
