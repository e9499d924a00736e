package dev.assay.server.job.draft;

import dev.assay.server.labeling.LabelingDraft.Details;
import dev.assay.server.labeling.LabelingDraft.People;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as a client asks for it, with nothing checked yet. Texts that were not set are empty, messages that were not set
 * are null, and values of enums are their names in the contract.
 *
 * @param parent the project to create it in
 */
public record JobDraft(
        String parent,
        String description,
        String schedule,
        String modelVersion,
        String annotationSpecSet,
        boolean labelMissingGroundTruth,
        Config config) {

    /**
     * What is sampled and how it is evaluated.
     *
     * @param annotationRequest the human annotation request config: required even where nobody is asked
     * @param iouThreshold of the options for bounding boxes
     * @param people the human annotation config
     * @param askingConfig both as annotated datasets show them, serialised by the door
     * @param messages the contract's own messages, to be kept and echoed
     */
    public record Config(
            Input input,
            @Nullable Details annotationRequest,
            @Nullable Double iouThreshold,
            @Nullable People people,
            byte[] askingConfig,
            Map<String, String> importKeys,
            int exampleCount,
            double exampleSamplePercentage,
            @Nullable Alert alert,
            Messages messages) {
        public Config {
            importKeys = Map.copyOf(importKeys);
        }
    }

    /**
     * The input config.
     *
     * @param multiLabel of the classification metadata; null without them
     * @param fromFiles whether it names files instead of a table
     * @param tableUri null unless it names a table
     */
    public record Input(
            String dataType,
            String annotationType,
            @Nullable Boolean multiLabel,
            boolean fromFiles,
            @Nullable String tableUri) {}

    /** The alert config. */
    public record Alert(String email, double minAcceptableMeanAveragePrecision) {}

    /** Messages of the contract, serialised by the door: opaque here, kept and echoed as they are. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares or changes them
    public record Messages(byte[] config, byte[] inputConfig, byte[] evaluationConfig) {}
}
