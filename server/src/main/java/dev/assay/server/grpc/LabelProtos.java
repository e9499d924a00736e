package dev.assay.server.grpc;

import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.datalabeling.v1beta1.AnnotatedDatasetMetadata;
import dev.assay.datalabeling.v1beta1.BoundingPolyConfig;
import dev.assay.datalabeling.v1beta1.EvaluationJobConfig;
import dev.assay.datalabeling.v1beta1.HumanAnnotationConfig;
import dev.assay.datalabeling.v1beta1.ImageClassificationConfig;
import dev.assay.datalabeling.v1beta1.LabelImageRequest;
import dev.assay.datalabeling.v1beta1.LabelTextRequest;
import dev.assay.datalabeling.v1beta1.LabelVideoRequest;
import dev.assay.datalabeling.v1beta1.StringAggregationType;
import dev.assay.datalabeling.v1beta1.TextClassificationConfig;
import dev.assay.datalabeling.v1beta1.VideoClassificationConfig;
import dev.assay.datalabeling.v1beta1.VideoClassificationConfig.AnnotationSpecSetConfig;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.labeling.Aggregation;
import dev.assay.server.labeling.LabelingDraft;
import dev.assay.server.labeling.LabelingDraft.Details;
import dev.assay.server.labeling.LabelingDraft.People;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests for labeling as domain records. What they ask is kept as the metadata that the annotated dataset will show.
 */
final class LabelProtos {
    private static final double NANO = 1e-9;
    private static final String SPEC_SET = "annotation_spec_set";

    private LabelProtos() {}

    // --- images ---------------------------------------------------------------------------------------------------

    static LabelingDraft draft(LabelImageRequest request) {
        AnnotatedDatasetMetadata.Builder kept = kept(request.getBasicConfig());
        AnnotationType type = imageType(request.getFeature());
        Details details = switch (request.getRequestConfigCase()) {
            case IMAGE_CLASSIFICATION_CONFIG -> {
                kept.setImageClassificationConfig(request.getImageClassificationConfig());
                yield labelsOf(request.getImageClassificationConfig());
            }
            case BOUNDING_POLY_CONFIG -> {
                kept.setBoundingPolyConfig(request.getBoundingPolyConfig());
                yield boxesOf(request.getBoundingPolyConfig(), type);
            }
            case POLYLINE_CONFIG -> {
                kept.setPolylineConfig(request.getPolylineConfig());
                yield asTheyAre(
                        "polyline_config",
                        request.getPolylineConfig().getAnnotationSpecSet(),
                        request.getPolylineConfig().getInstructionMessage());
            }
            case SEGMENTATION_CONFIG -> {
                kept.setSegmentationConfig(request.getSegmentationConfig());
                yield asTheyAre(
                        "segmentation_config",
                        request.getSegmentationConfig().getAnnotationSpecSet(),
                        request.getSegmentationConfig().getInstructionMessage());
            }
            case REQUESTCONFIG_NOT_SET -> null;
        };
        return new LabelingDraft(
                request.getParent(),
                DataType.IMAGE,
                type,
                request.hasBasicConfig() ? people(request.getBasicConfig()) : null,
                details,
                kept.build().toByteArray());
    }

    private static @Nullable AnnotationType imageType(LabelImageRequest.Feature feature) {
        return switch (feature) {
            case CLASSIFICATION -> AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION;
            case BOUNDING_BOX -> AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION;
            case ORIENTED_BOUNDING_BOX -> AnnotationType.IMAGE_ORIENTED_BOUNDING_BOX_ANNOTATION;
            case BOUNDING_POLY -> AnnotationType.IMAGE_BOUNDING_POLY_ANNOTATION;
            case POLYLINE -> AnnotationType.IMAGE_POLYLINE_ANNOTATION;
            case SEGMENTATION -> AnnotationType.IMAGE_SEGMENTATION_ANNOTATION;
            case FEATURE_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    }

    private static Details labelsOf(ImageClassificationConfig config) {
        return one(
                "image_classification_config",
                config.getAnnotationSpecSet(),
                config.getAllowMultiLabel(),
                false,
                aggregation(config.getAnswerAggregationType()),
                "");
    }

    private static @Nullable Aggregation aggregation(StringAggregationType type) {
        return switch (type) {
            case STRING_AGGREGATION_TYPE_UNSPECIFIED, MAJORITY_VOTE -> Aggregation.MAJORITY_VOTE;
            case UNANIMOUS_VOTE -> Aggregation.UNANIMOUS_VOTE;
            case NO_AGGREGATION -> Aggregation.NO_AGGREGATION;
            case UNRECOGNIZED -> null;
        };
    }

    private static Details boxesOf(BoundingPolyConfig config, @Nullable AnnotationType type) {
        return one(
                "bounding_poly_config",
                config.getAnnotationSpecSet(),
                false,
                false,
                type == AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION ? Aggregation.IN_TURN : Aggregation.NO_AGGREGATION,
                config.getInstructionMessage());
    }

    // --- texts ----------------------------------------------------------------------------------------------------

    static LabelingDraft draft(LabelTextRequest request) {
        AnnotatedDatasetMetadata.Builder kept = kept(request.getBasicConfig());
        Details details = switch (request.getRequestConfigCase()) {
            case TEXT_CLASSIFICATION_CONFIG -> {
                kept.setTextClassificationConfig(request.getTextClassificationConfig());
                yield labelsOf(request.getTextClassificationConfig());
            }
            case TEXT_ENTITY_EXTRACTION_CONFIG -> {
                kept.setTextEntityExtractionConfig(request.getTextEntityExtractionConfig());
                yield one(
                        "text_entity_extraction_config",
                        request.getTextEntityExtractionConfig().getAnnotationSpecSet(),
                        false,
                        false,
                        Aggregation.MAJORITY_VOTE,
                        "");
            }
            case REQUESTCONFIG_NOT_SET -> null;
        };
        return new LabelingDraft(
                request.getParent(),
                DataType.TEXT,
                switch (request.getFeature()) {
                    case TEXT_CLASSIFICATION -> AnnotationType.TEXT_CLASSIFICATION_ANNOTATION;
                    case TEXT_ENTITY_EXTRACTION -> AnnotationType.TEXT_ENTITY_EXTRACTION_ANNOTATION;
                    case FEATURE_UNSPECIFIED, UNRECOGNIZED -> null;
                },
                request.hasBasicConfig() ? people(request.getBasicConfig()) : null,
                details,
                kept.build().toByteArray());
    }

    private static Details labelsOf(TextClassificationConfig config) {
        return one(
                "text_classification_config",
                config.getAnnotationSpecSet(),
                config.getAllowMultiLabel(),
                config.getSentimentConfig().getEnableLabelSentimentSelection(),
                Aggregation.MAJORITY_VOTE,
                "");
    }

    // --- videos ---------------------------------------------------------------------------------------------------

    static LabelingDraft draft(LabelVideoRequest request) {
        AnnotatedDatasetMetadata.Builder kept = kept(request.getBasicConfig());
        Details details = switch (request.getRequestConfigCase()) {
            case VIDEO_CLASSIFICATION_CONFIG -> {
                kept.setVideoClassificationConfig(request.getVideoClassificationConfig());
                yield labelsOf(request.getVideoClassificationConfig());
            }
            case OBJECT_DETECTION_CONFIG -> {
                kept.setObjectDetectionConfig(request.getObjectDetectionConfig());
                yield new Details(
                        "object_detection_config",
                        SPEC_SET,
                        false,
                        List.of(request.getObjectDetectionConfig().getAnnotationSpecSet()),
                        false,
                        false,
                        Aggregation.NO_AGGREGATION,
                        "",
                        request.getObjectDetectionConfig().getExtractionFrameRate());
            }
            case OBJECT_TRACKING_CONFIG -> {
                kept.setObjectTrackingConfig(request.getObjectTrackingConfig());
                yield asTheyAre(
                        "object_tracking_config",
                        request.getObjectTrackingConfig().getAnnotationSpecSet(),
                        "");
            }
            case EVENT_CONFIG -> {
                kept.setEventConfig(request.getEventConfig());
                yield several(
                        "event_config",
                        "annotation_spec_sets",
                        request.getEventConfig().getAnnotationSpecSetsList(),
                        false);
            }
            case REQUESTCONFIG_NOT_SET -> null;
        };
        return new LabelingDraft(
                request.getParent(),
                DataType.VIDEO,
                switch (request.getFeature()) {
                    case CLASSIFICATION -> AnnotationType.VIDEO_SHOTS_CLASSIFICATION_ANNOTATION;
                    case OBJECT_DETECTION -> AnnotationType.VIDEO_OBJECT_DETECTION_ANNOTATION;
                    case OBJECT_TRACKING -> AnnotationType.VIDEO_OBJECT_TRACKING_ANNOTATION;
                    case EVENT -> AnnotationType.VIDEO_EVENT_ANNOTATION;
                    case FEATURE_UNSPECIFIED, UNRECOGNIZED -> null;
                },
                request.hasBasicConfig() ? people(request.getBasicConfig()) : null,
                details,
                kept.build().toByteArray());
    }

    private static Details labelsOf(VideoClassificationConfig config) {
        List<AnnotationSpecSetConfig> sets = config.getAnnotationSpecSetConfigsList();
        return several(
                "video_classification_config",
                "annotation_spec_set_configs." + SPEC_SET,
                sets.stream().map(AnnotationSpecSetConfig::getAnnotationSpecSet).toList(),
                sets.stream().anyMatch(AnnotationSpecSetConfig::getAllowMultiLabel));
    }

    // --- all ------------------------------------------------------------------------------------------------------

    /** The question that a job would have people asked. */
    static @Nullable Details details(EvaluationJobConfig config) {
        return switch (config.getHumanAnnotationRequestConfigCase()) {
            case IMAGE_CLASSIFICATION_CONFIG -> labelsOf(config.getImageClassificationConfig());
            case BOUNDING_POLY_CONFIG ->
                boxesOf(config.getBoundingPolyConfig(), AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION);
            case TEXT_CLASSIFICATION_CONFIG -> labelsOf(config.getTextClassificationConfig());
            case HUMANANNOTATIONREQUESTCONFIG_NOT_SET -> null;
        };
    }

    /** What an annotated dataset shows of how a job has people asked. */
    static AnnotatedDatasetMetadata kept(EvaluationJobConfig config) {
        AnnotatedDatasetMetadata.Builder kept = kept(config.getHumanAnnotationConfig());
        switch (config.getHumanAnnotationRequestConfigCase()) {
            case IMAGE_CLASSIFICATION_CONFIG ->
                kept.setImageClassificationConfig(config.getImageClassificationConfig());
            case BOUNDING_POLY_CONFIG -> kept.setBoundingPolyConfig(config.getBoundingPolyConfig());
            case TEXT_CLASSIFICATION_CONFIG -> kept.setTextClassificationConfig(config.getTextClassificationConfig());
            case HUMANANNOTATIONREQUESTCONFIG_NOT_SET -> {}
        }
        return kept.build();
    }

    /** The same with another instruction. */
    static byte[] instructed(byte[] kept, String instruction) {
        try {
            AnnotatedDatasetMetadata.Builder instructed =
                    AnnotatedDatasetMetadata.newBuilder().mergeFrom(kept);
            instructed.getHumanAnnotationConfigBuilder().setInstruction(instruction);
            return instructed.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored config cannot be read", e);
        }
    }

    private static AnnotatedDatasetMetadata.Builder kept(HumanAnnotationConfig people) {
        return AnnotatedDatasetMetadata.newBuilder().setHumanAnnotationConfig(people);
    }

    static People people(HumanAnnotationConfig config) {
        Duration duration = config.getQuestionDuration();
        return new People(
                config.getInstruction(),
                config.getAnnotatedDatasetDisplayName(),
                config.getAnnotatedDatasetDescription(),
                config.getLabelGroup(),
                config.getLanguageCode(),
                config.getReplicaCount(),
                duration.getSeconds() + duration.getNanos() * NANO,
                config.getContributorEmailsList(),
                config.getUserEmailAddress());
    }

    /** Answers of a kind that nothing aggregates. */
    private static Details asTheyAre(String field, String specSet, String hint) {
        return one(field, specSet, false, false, Aggregation.NO_AGGREGATION, hint);
    }

    private static Details one(
            String field,
            String specSet,
            boolean multiLabel,
            boolean sentiment,
            @Nullable Aggregation aggregation,
            String hint) {
        return new Details(field, SPEC_SET, false, List.of(specSet), multiLabel, sentiment, aggregation, hint, null);
    }

    private static Details several(String field, String specSetField, List<String> specSets, boolean multiLabel) {
        return new Details(
                field, specSetField, true, specSets, multiLabel, false, Aggregation.NO_AGGREGATION, "", null);
    }
}
