package dev.assay.server.operation;

import dev.assay.server.store.OpenStore;
import java.nio.file.Path;

class SqliteOperationFaultsTest extends OperationFaultsContract {
    @Override
    OpenStore open(Path place) {
        return OpenStore.embedded(place);
    }
}
