package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.Dataset;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.Holds;
import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationKind;
import dev.assay.server.operation.Operations;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.WrongState;
import dev.assay.server.work.Bell;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;

/** Takes requests for imports. What follows is done by {@link ImportWork}. */
public final class Imports {
    /** Clients refuse answers above 4 MiB unless told otherwise, and all of this is in each that shows the dataset. */
    static final long MAX_INPUT_BYTES = 1 << 20;

    private final Operations operations;
    private final Datasets datasets;
    private final DataItems items;
    private final Holds holds;
    private final ObjectFiles files;
    private final TableSources tables;
    private final Bell bell;

    @Inject
    Imports(
            Operations operations,
            Datasets datasets,
            DataItems items,
            Holds holds,
            ObjectFiles files,
            TableSources tables,
            Bell bell) {
        this.operations = operations;
        this.datasets = datasets;
        this.items = items;
        this.holds = holds;
        this.files = files;
        this.tables = tables;
        this.bell = bell;
    }

    /**
     * Begins the operation that imports, whose subject is the dataset; until it ends, it holds the dataset.
     *
     * @throws InvalidArgument with every violation there is; files are only looked at later
     * @throws NotFound if there is no such dataset, or no such table
     * @throws WrongState if the dataset has another operation under way, holds items of another type, lists as many
     *     input configs as it can, or is a run's; or if the table is another project's
     */
    public Operation start(ImportDraft draft, Instant now) {
        ImportRequest request = draft.check(files);
        ResourceName name = draft.name();
        Operation begun = operations.start(OperationKind.IMPORT_DATA, name, request.write(), now, operation -> {
            Dataset dataset = datasets.get(name);
            requireFit(dataset, request.type());
            requireRoom(dataset, request);
            if (request.table() != null) {
                tables.requireReadable(request.table(), name.project());
            }
            holds.hold(name, operation);
        });
        bell.ring();
        return begun;
    }

    /** A dataset that nobody could be shown any more would be lost. */
    private static void requireRoom(Dataset dataset, ImportRequest request) {
        if (dataset.inputBytes() + request.config().length > MAX_INPUT_BYTES) {
            throw new WrongState(
                    "TOO_MANY_INPUTS",
                    "dataset " + dataset.name() + " lists "
                            + dataset.inputConfigs().size()
                            + " input configs, and one more would make them larger than " + MAX_INPUT_BYTES
                            + " bytes; begin another dataset");
        }
    }

    private void requireFit(Dataset dataset, DataType type) {
        if (dataset.source() != null) {
            throw new WrongState(
                    "DATASET_OF_RUN", "dataset " + dataset.name() + " is what a run sampled; nothing is added");
        }
        Optional<DataType> held = items.type(dataset);
        if (held.isPresent() && held.get() != type) {
            throw new WrongState(
                    "DATA_TYPE_MISMATCH",
                    "dataset " + dataset.name() + " holds items of type " + held.get() + ", none of type " + type
                            + " can be added");
        }
    }
}
