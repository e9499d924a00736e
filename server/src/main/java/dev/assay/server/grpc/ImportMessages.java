package dev.assay.server.grpc;

import com.google.common.primitives.Ints;
import com.google.protobuf.Message;
import dev.assay.datalabeling.v1beta1.ImportDataOperationMetadata;
import dev.assay.datalabeling.v1beta1.ImportDataOperationResponse;
import dev.assay.server.dataset.transfer.ImportCounts;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationError;
import dev.assay.server.operation.OperationKind;
import jakarta.inject.Inject;
import java.util.List;

/** Imports as operations of the compatible contract. */
final class ImportMessages implements OperationMessages {
    @Inject
    ImportMessages() {}

    @Override
    public OperationKind kind() {
        return OperationKind.IMPORT_DATA;
    }

    @Override
    public Message metadata(Operation operation, List<OperationError> partialFailures) {
        return ImportDataOperationMetadata.newBuilder()
                .setDataset(operation.subject().toString())
                .addAllPartialFailures(OperationProtos.statuses(partialFailures))
                .setCreateTime(Times.timestamp(operation.createTime()))
                .build();
    }

    @Override
    public Message response(Operation operation) {
        ImportCounts counts = ImportCounts.of(operation);
        return ImportDataOperationResponse.newBuilder()
                .setDataset(operation.subject().toString())
                .setTotalCount(Ints.saturatedCast(counts.total()))
                .setImportCount(Ints.saturatedCast(counts.imported()))
                .build();
    }
}
