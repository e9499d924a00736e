package dev.assay.server.dataset.transfer;

import dev.assay.server.store.OpenStore;
import java.nio.file.Path;

class SqliteImportFaultsTest extends ImportFaultsContract {
    @Override
    OpenStore open(Path place) {
        return OpenStore.embedded(place);
    }
}
