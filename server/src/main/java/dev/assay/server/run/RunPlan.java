package dev.assay.server.run;

import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.labeling.Asking;
import dev.assay.server.sampling.TableName;
import dev.assay.server.vocabulary.ResourceName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run needs to know of its job, copied when it begins: later changes of the job do not reach it.
 *
 * @param labels display names of the annotation spec set, in its order
 * @param annotationType name of the compatible contract's AnnotationType
 * @param importKeys the job's {@code bigquery_import_keys}
 * @param inputConfig the job's input config: a message of the door, kept and echoed as it is
 * @param evaluationConfig the job's evaluation config, likewise
 * @param asking how people are asked for ground truth that is missing; null where nobody is
 */
public record RunPlan(
        ResourceName job,
        ResourceName modelVersion,
        TableName table,
        ResourceName annotationSpecSet,
        List<String> labels,
        DataType dataType,
        String annotationType,
        boolean multiLabel,
        Map<String, String> importKeys,
        byte[] inputConfig,
        byte[] evaluationConfig,
        @Nullable Asking asking) {
    public RunPlan {
        labels = List.copyOf(labels);
        importKeys = Map.copyOf(importKeys);
    }
}
