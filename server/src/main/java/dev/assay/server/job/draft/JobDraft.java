package dev.assay.server.job.draft;

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
     * @param iouThreshold of the options for bounding boxes
     * @param messages the contract's own messages, to be kept and echoed
     */
    public record Config(
            Input input,
            @Nullable AnnotationRequest annotationRequest,
            @Nullable Double iouThreshold,
            @Nullable People people,
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

    /**
     * The human annotation request config.
     *
     * @param field the case of the oneof that is set, in proto spelling
     * @param allowMultiLabel null where the case has no such field
     */
    public record AnnotationRequest(
            String field,
            String annotationSpecSet,
            @Nullable Boolean allowMultiLabel) {}

    /**
     * The human annotation config.
     *
     * @param replicaCount 0 if not set, which means 1
     * @param questionSeconds 0 if not set
     */
    public record People(
            String instruction, String displayName, String description, int replicaCount, double questionSeconds) {}

    /** The alert config. */
    public record Alert(String email, double minAcceptableMeanAveragePrecision) {}

    /** Messages of the contract, serialised by the door: opaque here, kept and echoed as they are. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares or changes them
    public record Messages(byte[] config, byte[] inputConfig, byte[] evaluationConfig) {}
}
