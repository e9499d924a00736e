package dev.assay.server.dataset.transfer;

import dev.assay.server.store.OpenStore;
import dev.assay.server.store.PostgresForTests;
import java.nio.file.Path;

class PostgresImportFaultsTest extends ImportFaultsContract {
    @Override
    OpenStore open(Path place) {
        return OpenStore.postgresql(PostgresForTests.hastyDatabase());
    }
}
