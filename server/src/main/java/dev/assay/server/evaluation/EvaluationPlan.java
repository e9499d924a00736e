package dev.assay.server.evaluation;

import dev.assay.server.evaluation.rows.ImportKeys;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.List;

/**
 * What one revision of one run evaluates, and how its rows are read.
 *
 * @param revision from 1
 * @param runTime when the run began
 * @param dataset the run's dataset, under which the evaluations are named
 * @param modelId the model's id, without project and version
 * @param labels display names of the annotation spec set, in its order
 * @param annotationType name of the compatible contract's AnnotationType
 * @param config the job's evaluation config: a message of the door, kept and echoed as it is
 */
public record EvaluationPlan(
        ResourceName run,
        int revision,
        Instant runTime,
        ResourceName dataset,
        String modelId,
        List<String> labels,
        boolean multiLabel,
        ImportKeys keys,
        String annotationType,
        byte[] config) {
    public EvaluationPlan {
        labels = List.copyOf(labels);
    }

    /** The job whose run this is. */
    public ResourceName job() {
        return run.ancestor(ResourceKind.EVALUATION_JOB);
    }
}
