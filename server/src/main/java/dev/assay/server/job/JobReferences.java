package dev.assay.server.job;

import dev.assay.server.dataset.AnnotationSpecSet;
import dev.assay.server.dataset.AnnotationSpecSets;
import dev.assay.server.dataset.Holds;
import dev.assay.server.dataset.instruction.Instructions;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What jobs refer to. A job holds its label set and its instruction from its creation until it is STOPPED, so neither
 * can go while the job may begin a run.
 */
final class JobReferences {
    private final AnnotationSpecSets specSets;
    private final Instructions instructions;
    private final Holds holds;

    @Inject
    JobReferences(AnnotationSpecSets specSets, Instructions instructions, Holds holds) {
        this.specSets = specSets;
        this.instructions = instructions;
        this.holds = holds;
    }

    /** The labels of a set. */
    List<String> labels(ResourceName specSet) {
        return specSets.find(specSet).map(AnnotationSpecSet::labels).orElseThrow(() -> new NotFound(specSet));
    }

    /**
     * Checks that what a job refers to is there.
     *
     * @throws NotFound naming what is missing
     */
    void require(ResourceName specSet, @Nullable ResourceName instruction) {
        if (specSets.find(specSet).isEmpty()) {
            throw new NotFound(specSet);
        }
        if (instruction != null && !instructions.exists(instruction)) {
            throw new NotFound(instruction);
        }
    }

    /** The job holds these and nothing else from now on. */
    void hold(ResourceName job, ResourceName specSet, @Nullable ResourceName instruction) {
        holds.dropAll(job);
        holds.hold(specSet, job);
        if (instruction != null) {
            holds.hold(instruction, job);
        }
    }

    /** The job holds nothing any longer. */
    void drop(ResourceName job) {
        holds.dropAll(job);
    }
}
