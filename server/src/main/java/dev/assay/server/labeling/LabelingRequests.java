package dev.assay.server.labeling;

import static java.util.Objects.requireNonNull;

import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.Dataset;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.labeling.LabelingDraft.Details;
import dev.assay.server.labeling.LabelingDraft.People;
import dev.assay.server.operation.Operation;
import dev.assay.server.vocabulary.AnnotationSpec;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import dev.assay.server.work.Bell;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Takes requests of clients to have a dataset labeled. What follows is done by {@link LabelTask}. */
public final class LabelingRequests {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

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
        ResourceName instruction =
                ResourceName.read(requireNonNull(draft.people()).instruction());
        List<ResourceName> specSets = requireNonNull(draft.details()).specSets().stream()
                .map(ResourceName::read)
                .toList();
        Operation begun = transactions.write(() -> {
            transactions.lock(dataset);
            requireFit(datasets.get(dataset), draft.dataType());
            List<AnnotationSpec> labels = references.lock(specSets, instruction);
            Operation operation = tasks.start(plan(draft, dataset, instruction, labels), now);
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

    private static LabelingPlan plan(
            LabelingDraft draft, ResourceName dataset, ResourceName instruction, List<AnnotationSpec> labels) {
        People people = requireNonNull(draft.people());
        Details details = requireNonNull(draft.details());
        AnnotationType type = requireNonNull(draft.annotationType());
        return new LabelingPlan(
                dataset,
                null,
                type,
                labels,
                details.multiLabel(),
                details.sentiment(),
                requireNonNull(details.aggregation()),
                Math.max(1, people.replicaCount()),
                questionDuration(people.questionSeconds()),
                people.contributors().stream()
                        .map(email -> Person.read("basic_config.contributor_emails", email))
                        .collect(Collectors.toSet()),
                instruction,
                people.displayName(),
                people.description(),
                draft.config());
    }

    private static Duration questionDuration(double seconds) {
        return seconds == 0
                ? LabelingPlan.MAX_QUESTION_DURATION
                : Duration.ofNanos((long) (seconds * NANOS_PER_SECOND));
    }
}
