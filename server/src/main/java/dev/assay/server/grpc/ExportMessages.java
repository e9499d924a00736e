package dev.assay.server.grpc;

import com.google.protobuf.Message;
import dev.assay.datalabeling.v1beta1.ExportDataOperationMetadata;
import dev.assay.server.dataset.transfer.ExportJson;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationError;
import dev.assay.server.operation.OperationKind;
import jakarta.inject.Inject;
import java.util.List;

/** How an export appears. */
final class ExportMessages implements OperationMessages {
    @Inject
    ExportMessages() {}

    @Override
    public OperationKind kind() {
        return OperationKind.EXPORT_DATA;
    }

    @Override
    public Message metadata(Operation operation, List<OperationError> partialFailures) {
        return ExportDataOperationMetadata.newBuilder()
                .setDataset(operation.subject().toString())
                .addAllPartialFailures(OperationProtos.statuses(partialFailures))
                .setCreateTime(Times.timestamp(operation.createTime()))
                .build();
    }

    @Override
    public Message response(Operation operation) {
        return ExportProtos.response(operation.subject(), ExportJson.plan(operation), ExportJson.outcome(operation));
    }
}
