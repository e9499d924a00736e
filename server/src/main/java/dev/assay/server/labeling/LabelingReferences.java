package dev.assay.server.labeling;

import dev.assay.server.dataset.AnnotationSpecSets;
import dev.assay.server.dataset.Holds;
import dev.assay.server.dataset.instruction.Instructions;
import dev.assay.server.vocabulary.AnnotationSpec;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a request for labeling refers to. Its operation holds all of that until it ends. */
final class LabelingReferences {
    private final AnnotationSpecSets specSets;
    private final Instructions instructions;
    private final Holds holds;
    private final Transactions transactions;

    @Inject
    LabelingReferences(AnnotationSpecSets specSets, Instructions instructions, Holds holds, Transactions transactions) {
        this.specSets = specSets;
        this.instructions = instructions;
        this.holds = holds;
        this.transactions = transactions;
    }

    /**
     * Keeps what is referred to from going before the transaction ends.
     *
     * @return the labels of the sets, in their order; of those with one name, the first
     * @throws NotFound naming what is missing
     */
    List<AnnotationSpec> lock(List<ResourceName> sets, ResourceName instruction) {
        // Jobs lock their label set and then their instruction, too.
        sets.stream()
                .map(ResourceName::toString)
                .sorted()
                .map(ResourceName::read)
                .forEach(transactions::lock);
        transactions.lock(instruction);
        Map<String, AnnotationSpec> labels = new LinkedHashMap<>();
        for (ResourceName set : sets) {
            for (AnnotationSpec spec :
                    specSets.find(set).orElseThrow(() -> new NotFound(set)).specs()) {
                labels.putIfAbsent(spec.displayName(), spec);
            }
        }
        if (!instructions.exists(instruction)) {
            throw new NotFound(instruction);
        }
        return new ArrayList<>(labels.values());
    }

    /** The operation needs these label sets; its dataset and its instruction are held already. */
    void hold(ResourceName operation, List<ResourceName> sets) {
        sets.forEach(set -> holds.hold(set, operation));
    }
}
