package dev.assay.server.grpc;

import com.google.longrunning.Operation;
import dev.assay.datalabeling.v1beta1.ExportDataRequest;
import dev.assay.datalabeling.v1beta1.ImportDataRequest;
import dev.assay.server.dataset.transfer.ExportRequests;
import dev.assay.server.dataset.transfer.Imports;
import dev.assay.server.vocabulary.Micros;
import jakarta.inject.Inject;
import java.time.InstantSource;

/** The calls that import and export. */
final class TransferCalls {
    private final Imports imports;
    private final ExportRequests exports;
    private final OperationProtos operations;
    private final InstantSource clock;

    @Inject
    TransferCalls(Imports imports, ExportRequests exports, OperationProtos operations, InstantSource clock) {
        this.imports = imports;
        this.exports = exports;
        this.operations = operations;
        this.clock = clock;
    }

    Operation importData(ImportDataRequest request) {
        return operations.message(imports.start(DatasetProtos.draft(request), Micros.truncate(clock.instant())));
    }

    Operation exportData(ExportDataRequest request) {
        return operations.message(exports.begin(ExportProtos.draft(request), Micros.truncate(clock.instant())));
    }
}
