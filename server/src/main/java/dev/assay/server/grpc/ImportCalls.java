package dev.assay.server.grpc;

import com.google.longrunning.Operation;
import dev.assay.datalabeling.v1beta1.ImportDataRequest;
import dev.assay.server.dataset.transfer.Imports;
import dev.assay.server.vocabulary.Micros;
import jakarta.inject.Inject;
import java.time.InstantSource;

/** The call that imports. */
final class ImportCalls {
    private final Imports imports;
    private final OperationProtos operations;
    private final InstantSource clock;

    @Inject
    ImportCalls(Imports imports, OperationProtos operations, InstantSource clock) {
        this.imports = imports;
        this.operations = operations;
        this.clock = clock;
    }

    Operation start(ImportDataRequest request) {
        return operations.message(imports.start(DatasetProtos.draft(request), Micros.truncate(clock.instant())));
    }
}
