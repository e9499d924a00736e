package dev.assay.server.grpc;

import dev.assay.server.store.OpenStore;
import java.nio.file.Path;

class SqliteFaultsTest extends StoreFaultsContract {
    @Override
    OpenStore open(Path place) {
        return OpenStore.embedded(place);
    }
}
