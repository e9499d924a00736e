package dev.assay.server.grpc;

import dev.assay.datalabeling.v1beta1.ExportDataOperationResponse;
import dev.assay.datalabeling.v1beta1.ExportDataRequest;
import dev.assay.datalabeling.v1beta1.GcsDestination;
import dev.assay.datalabeling.v1beta1.GcsFolderDestination;
import dev.assay.datalabeling.v1beta1.LabelStats;
import dev.assay.datalabeling.v1beta1.OutputConfig;
import dev.assay.server.dataset.transfer.ExportDraft;
import dev.assay.server.dataset.transfer.ExportDraft.Destination;
import dev.assay.server.dataset.transfer.ExportOutcome;
import dev.assay.server.dataset.transfer.ExportPlan;
import dev.assay.server.vocabulary.ResourceName;

/** Exports, as messages and as domain records. */
final class ExportProtos {
    private ExportProtos() {}

    static ExportDraft draft(ExportDataRequest request) {
        return new ExportDraft(
                request.getName(),
                request.getAnnotatedDataset(),
                request.getFilter(),
                destination(request.getOutputConfig()));
    }

    private static Destination destination(OutputConfig config) {
        return switch (config.getDestinationCase()) {
            case GCS_DESTINATION ->
                new ExportDraft.InFile(
                        config.getGcsDestination().getOutputUri(),
                        config.getGcsDestination().getMimeType());
            case GCS_FOLDER_DESTINATION ->
                new ExportDraft.InFolder(config.getGcsFolderDestination().getOutputFolderUri());
            case DESTINATION_NOT_SET -> new ExportDraft.Nowhere();
        };
    }

    static ExportDataOperationResponse response(ResourceName dataset, ExportPlan plan, ExportOutcome outcome) {
        return ExportDataOperationResponse.newBuilder()
                .setDataset(dataset.toString())
                .setTotalCount(count(outcome.total()))
                .setExportCount(count(outcome.written()))
                .setLabelStats(LabelStats.newBuilder().putAllExampleCount(outcome.labelStats()))
                .setOutputConfig(config(plan))
                .build();
    }

    private static OutputConfig config(ExportPlan plan) {
        return plan.inFolder()
                ? OutputConfig.newBuilder()
                        .setGcsFolderDestination(GcsFolderDestination.newBuilder()
                                .setOutputFolderUri(plan.folder().toString()))
                        .build()
                : OutputConfig.newBuilder()
                        .setGcsDestination(GcsDestination.newBuilder()
                                .setOutputUri(plan.file().toString())
                                .setMimeType(plan.format().mimeType()))
                        .build();
    }

    /** The contract counts in 32 bits. */
    private static int count(long count) {
        return (int) Math.min(count, Integer.MAX_VALUE);
    }
}
