package dev.assay.server.run;

import dev.assay.server.dataset.AnnotationSpecSets;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.Holds;
import dev.assay.server.dataset.instruction.Instructions;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;

/** What runs refer to. A run holds all of that while it is active. Every method joins the caller's transaction. */
final class RunReferences {
    private final AnnotationSpecSets specSets;
    private final Instructions instructions;
    private final Datasets datasets;
    private final Holds holds;
    private final Transactions transactions;

    @Inject
    RunReferences(
            AnnotationSpecSets specSets,
            Instructions instructions,
            Datasets datasets,
            Holds holds,
            Transactions transactions) {
        this.specSets = specSets;
        this.instructions = instructions;
        this.datasets = datasets;
        this.holds = holds;
        this.transactions = transactions;
    }

    /** The run holds what it refers to. */
    void hold(Run run, RunPlan plan) {
        holds.hold(plan.annotationSpecSet(), run.name());
        if (plan.asking() != null) {
            holds.hold(plan.asking().instruction(), run.name());
        }
        if (run.dataset() != null) {
            holds.hold(run.dataset(), run.name());
        }
    }

    /** The run holds nothing any longer. */
    void drop(ResourceName run) {
        holds.dropAll(run);
    }

    /**
     * Goes on only if what an ended run needs for a step is still there, and keeps it there for the rest of the transaction.
     *
     * @throws WrongState naming what is gone
     */
    void require(Run run, RunPlan plan, RunState step) {
        if (run.dataset() != null) {
            transactions.lock(run.dataset());
            if (!datasets.stands(run.dataset())) {
                throw gone("DATASET_DELETED", "dataset " + run.dataset());
            }
        }
        if (plan.asking() != null && step != RunState.EVALUATING) {
            ResourceName instruction = plan.asking().instruction();
            transactions.lock(plan.annotationSpecSet());
            transactions.lock(instruction);
            if (specSets.find(plan.annotationSpecSet()).isEmpty()) {
                throw gone("ANNOTATION_SPEC_SET_DELETED", "annotation spec set " + plan.annotationSpecSet());
            }
            if (!instructions.exists(instruction)) {
                throw gone("INSTRUCTION_DELETED", "instruction " + instruction);
            }
        }
    }

    private static WrongState gone(String reason, String what) {
        return new WrongState(reason, what + " of the run is deleted");
    }
}
