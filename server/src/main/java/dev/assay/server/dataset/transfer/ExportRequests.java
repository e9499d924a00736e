package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.Holds;
import dev.assay.server.dataset.annotated.AnnotatedDatasets;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationKind;
import dev.assay.server.operation.Operations;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import dev.assay.server.work.Bell;
import jakarta.inject.Inject;
import java.time.Instant;

/** Takes requests for exports. What follows is done by {@link ExportWork}. */
public final class ExportRequests {
    private final Datasets datasets;
    private final AnnotatedDatasets annotatedDatasets;
    private final ObjectFiles files;
    private final Operations operations;
    private final Holds holds;
    private final Transactions transactions;
    private final Bell bell;

    @Inject
    ExportRequests(
            Datasets datasets,
            AnnotatedDatasets annotatedDatasets,
            ObjectFiles files,
            Operations operations,
            Holds holds,
            Transactions transactions,
            Bell bell) {
        this.datasets = datasets;
        this.annotatedDatasets = annotatedDatasets;
        this.files = files;
        this.operations = operations;
        this.holds = holds;
        this.transactions = transactions;
        this.bell = bell;
    }

    /**
     * Begins an export, or joins the one under way that does the same. Its subject is the dataset.
     *
     * @throws InvalidArgument with every violation there is
     * @throws NotFound if there is no such dataset or annotated dataset
     * @throws WrongState if something else is under way for the dataset
     */
    public Operation begin(ExportDraft draft, Instant now) {
        ExportPlan plan = draft.check(files);
        ResourceName annotated = plan.annotatedDataset();
        ResourceName dataset = annotated.ancestor(ResourceKind.DATASET);
        requireTellable(plan);
        Operation operation =
                operations.start(OperationKind.EXPORT_DATA, dataset, ExportJson.write(plan), now, name -> {
                    // Whoever deletes it looks for its holders under the same lock.
                    transactions.lock(annotated);
                    datasets.get(dataset);
                    annotatedDatasets.get(annotated);
                    holds.hold(dataset, name);
                    holds.hold(annotated, name);
                });
        bell.ring();
        return operation;
    }

    private void requireTellable(ExportPlan plan) {
        datasets.get(plan.annotatedDataset().ancestor(ResourceKind.DATASET));
        AnnotationType type = annotatedDatasets.get(plan.annotatedDataset()).annotationType();
        if (plan.format() == ExportFormat.CSV && !ExportCsv.canTell(type)) {
            throw InvalidArgument.of(
                    ExportDraft.MIME_TYPE,
                    "must be " + ExportFormat.JSON_LINES.mimeType() + " for " + type
                            + "; rows of CSV hold classifications and upright boxes");
        }
    }
}
