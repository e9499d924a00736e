package dev.assay.server.job.draft;

import dev.assay.server.sampling.SamplerSettings;
import dev.assay.server.sampling.TableName;
import dev.assay.server.vocabulary.ResourceName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job watches and how it evaluates: checked, and as it stands after updates, which reach only {@code sampling}
 * and {@code instruction}.
 *
 * @param schedule as the client wrote it
 * @param intervalDays from one run to the next where only days count, at least 1
 * @param instruction for the people who are asked; null where nobody is
 * @param multiLabel whether an item may have any number of labels; false for detection, where it has no meaning
 * @param messages of the contract, opaque; sampling and instruction in them are those of the creation
 */
public record JobDefinition(
        String description,
        String schedule,
        int intervalDays,
        ResourceName modelVersion,
        ResourceName annotationSpecSet,
        boolean labelMissingGroundTruth,
        @Nullable ResourceName instruction,
        Problem problem,
        boolean multiLabel,
        Map<String, String> importKeys,
        TableName table,
        SamplerSettings sampling,
        JobDraft.Messages messages) {
    public JobDefinition {
        importKeys = Map.copyOf(importKeys);
    }

    /** The id of the model whose version is watched. */
    public String modelId() {
        return modelVersion.ids().get(1);
    }
}
