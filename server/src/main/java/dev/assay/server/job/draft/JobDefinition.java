package dev.assay.server.job.draft;

import dev.assay.server.labeling.Asking;
import dev.assay.server.sampling.SamplerSettings;
import dev.assay.server.sampling.TableName;
import dev.assay.server.vocabulary.ResourceName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job watches and how it evaluates: checked, and as it stands after updates, which reach only {@code sampling}
 * and the instruction of {@code asking}.
 *
 * @param schedule as the client wrote it
 * @param intervalDays from one run to the next where only days count, at least 1
 * @param asking how people are asked for ground truth that is missing; null where nobody is
 * @param multiLabel whether an item may have any number of labels; false for detection, where it has no meaning
 * @param messages of the contract, opaque; sampling and instruction in them are those of the creation
 */
public record JobDefinition(
        String description,
        String schedule,
        int intervalDays,
        ResourceName modelVersion,
        ResourceName annotationSpecSet,
        @Nullable Asking asking,
        Problem problem,
        boolean multiLabel,
        Map<String, String> importKeys,
        TableName table,
        SamplerSettings sampling,
        JobDraft.Messages messages) {
    public JobDefinition {
        importKeys = Map.copyOf(importKeys);
    }

    /** Whether people are asked for ground truth that is missing. */
    public boolean labelMissingGroundTruth() {
        return asking != null;
    }

    /** What explains the question to people; null where nobody is asked. */
    public @Nullable ResourceName instruction() {
        return asking == null ? null : asking.instruction();
    }

    /** The id of the model whose version is watched. */
    public String modelId() {
        return modelVersion.ids().get(1);
    }
}
