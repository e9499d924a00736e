package dev.assay.server.labeling;

import static java.util.Objects.requireNonNull;

import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.Dataset;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.operation.Operation;
import dev.assay.server.vocabulary.AnnotationSpec;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import dev.assay.server.work.Bell;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Takes requests of clients to have a dataset labeled. What follows is done by {@link LabelTask}. */
public final class LabelingRequests {
    private final LabelingTasks tasks;
    private final Datasets datasets;
    private final DataItems items;
    private final LabelingReferences references;
    private final Transactions transactions;
    private final Bell bell;

    @Inject
    LabelingRequests(
            LabelingTasks tasks,
            Datasets datasets,
            DataItems items,
            LabelingReferences references,
            Transactions transactions,
            Bell bell) {
        this.tasks = tasks;
        this.datasets = datasets;
        this.items = items;
        this.references = references;
        this.transactions = transactions;
        this.bell = bell;
    }

    /**
     * Begins a task for all items of a dataset, as an operation about it.
     *
     * @throws InvalidArgument with every violation there is
     * @throws NotFound if there is no such dataset, label set or instruction
     * @throws WrongState if the dataset has an operation under way, or its items are of another type
     */
    public Operation begin(LabelingDraft draft, Instant now) {
        LabelingChecks.check(draft);
        ResourceName dataset = ResourceName.read(draft.parent());
        Asking asking = new Asking(requireNonNull(draft.people()), requireNonNull(draft.details()), draft.config());
        AnnotationType type = requireNonNull(draft.annotationType());
        List<ResourceName> specSets =
                asking.details().specSets().stream().map(ResourceName::read).toList();
        Operation begun = transactions.write(() -> {
            transactions.lock(dataset);
            requireFit(datasets.get(dataset), draft.dataType());
            List<AnnotationSpec> labels = references.lock(specSets, asking.instruction());
            Operation operation = tasks.start(asking.plan(dataset, null, type, labels), now);
            references.hold(operation.name(), specSets);
            return operation;
        });
        bell.ring();
        return begun;
    }

    private void requireFit(Dataset dataset, DataType type) {
        Optional<DataType> held = items.type(dataset);
        if (held.isPresent() && held.get() != type) {
            throw new WrongState(
                    "DATA_TYPE_MISMATCH",
                    "dataset " + dataset.name() + " holds items of type " + held.get() + ", none of type " + type);
        }
    }
}
