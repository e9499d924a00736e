package dev.assay.server;

import dev.assay.datalabeling.v1beta1.AnnotationSpec;
import dev.assay.datalabeling.v1beta1.AnnotationSpecSet;
import dev.assay.datalabeling.v1beta1.AnnotationType;
import dev.assay.datalabeling.v1beta1.BigQuerySource;
import dev.assay.datalabeling.v1beta1.BoundingBoxEvaluationOptions;
import dev.assay.datalabeling.v1beta1.BoundingPolyConfig;
import dev.assay.datalabeling.v1beta1.ClassificationMetadata;
import dev.assay.datalabeling.v1beta1.CreateAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.CreateEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.DataType;
import dev.assay.datalabeling.v1beta1.EvaluationConfig;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.EvaluationJobConfig;
import dev.assay.datalabeling.v1beta1.HumanAnnotationConfig;
import dev.assay.datalabeling.v1beta1.ImageClassificationConfig;
import dev.assay.datalabeling.v1beta1.InputConfig;
import dev.assay.datalabeling.v1beta1.TextClassificationConfig;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Valid requests for each kind of evaluation job, to be used as they are or with one thing changed. All are of the
 * project {@link #PROJECT}, sample everything up to 1,000 rows per interval, and run every day.
 */
public final class JobRequests {
    /** The project that every request belongs to. */
    public static final String PROJECT = "projects/shop";

    private JobRequests() {}

    /** A label set with these labels. */
    public static CreateAnnotationSpecSetRequest specSet(String... labels) {
        return CreateAnnotationSpecSetRequest.newBuilder()
                .setParent(PROJECT)
                .setAnnotationSpecSet(AnnotationSpecSet.newBuilder()
                        .setDisplayName("labels")
                        .setDescription("labels of a test")
                        .addAllAnnotationSpecs(Stream.of(labels)
                                .map(label -> AnnotationSpec.newBuilder()
                                        .setDisplayName(label)
                                        .build())
                                .toList()))
                .build();
    }

    /** The name of a version of a model of the project. */
    public static String modelVersion(String model, String version) {
        return PROJECT + "/models/" + model + "/versions/" + version;
    }

    /** Image classification, one label per image; rows in {@code bq://shop/samples/images}. */
    public static EvaluationJob.Builder imageClassification(String specSet, String modelVersion) {
        EvaluationJob.Builder job =
                job(DataType.IMAGE, AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION, "images", specSet, modelVersion);
        job.getEvaluationJobConfigBuilder()
                .setImageClassificationConfig(ImageClassificationConfig.newBuilder()
                        .setAnnotationSpecSet(specSet)
                        .build())
                .putAllBigqueryImportKeys(importKeys("image_uri"));
        return job;
    }

    /** Text classification, one label per text; rows in {@code bq://shop/samples/texts}. */
    public static EvaluationJob.Builder textClassification(String specSet, String modelVersion) {
        EvaluationJob.Builder job =
                job(DataType.TEXT, AnnotationType.TEXT_CLASSIFICATION_ANNOTATION, "texts", specSet, modelVersion);
        job.getEvaluationJobConfigBuilder()
                .setTextClassificationConfig(TextClassificationConfig.newBuilder()
                        .setAnnotationSpecSet(specSet)
                        .build())
                .putAllBigqueryImportKeys(importKeys("text"));
        return job;
    }

    /** Classification of arbitrary JSON, one label per item; rows in {@code bq://shop/samples/general}. */
    public static EvaluationJob.Builder generalClassification(String specSet, String modelVersion) {
        EvaluationJob.Builder job = job(
                DataType.GENERAL_DATA,
                AnnotationType.GENERAL_CLASSIFICATION_ANNOTATION,
                "general",
                specSet,
                modelVersion);
        job.getEvaluationJobConfigBuilder()
                .setImageClassificationConfig(ImageClassificationConfig.newBuilder()
                        .setAnnotationSpecSet(specSet)
                        .build())
                .putAllBigqueryImportKeys(importKeys("data"));
        return job;
    }

    /** Boxes in images, hits from an IoU of 0.5; rows in {@code bq://shop/samples/boxes}. */
    public static EvaluationJob.Builder boundingBoxes(String specSet, String modelVersion) {
        EvaluationJob.Builder job =
                job(DataType.IMAGE, AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION, "boxes", specSet, modelVersion);
        job.getEvaluationJobConfigBuilder()
                .setBoundingPolyConfig(BoundingPolyConfig.newBuilder()
                        .setAnnotationSpecSet(specSet)
                        .build())
                .setEvaluationConfig(EvaluationConfig.newBuilder()
                        .setBoundingBoxEvaluationOptions(BoundingBoxEvaluationOptions.newBuilder()
                                .setIouThreshold(0.5f)
                                .build())
                        .build())
                .putAllBigqueryImportKeys(importKeys("image_uri"))
                .putBigqueryImportKeys("bounding_box_json_key", "box")
                .getInputConfigBuilder()
                .clearClassificationMetadata();
        return job;
    }

    /** Switches a job from one label per item to several. */
    public static EvaluationJob.Builder multiLabel(EvaluationJob.Builder job) {
        EvaluationJobConfig.Builder config = job.getEvaluationJobConfigBuilder();
        config.getInputConfigBuilder().getClassificationMetadataBuilder().setIsMultiLabel(true);
        if (config.hasTextClassificationConfig()) {
            config.getTextClassificationConfigBuilder().setAllowMultiLabel(true);
        } else {
            config.getImageClassificationConfigBuilder().setAllowMultiLabel(true);
        }
        return job;
    }

    /** Lets a job ask people for missing ground truth. */
    public static EvaluationJob.Builder askingPeople(EvaluationJob.Builder job, String instruction) {
        job.setLabelMissingGroundTruth(true)
                .getEvaluationJobConfigBuilder()
                .setHumanAnnotationConfig(HumanAnnotationConfig.newBuilder()
                        .setInstruction(instruction)
                        .setAnnotatedDatasetDisplayName("answers")
                        .build());
        return job;
    }

    /** The request that creates a job. */
    public static CreateEvaluationJobRequest create(EvaluationJob.Builder job) {
        return CreateEvaluationJobRequest.newBuilder()
                .setParent(PROJECT)
                .setJob(job)
                .build();
    }

    private static EvaluationJob.Builder job(
            DataType dataType, AnnotationType annotationType, String table, String specSet, String modelVersion) {
        EvaluationJob.Builder job = EvaluationJob.newBuilder()
                .setDescription("watches " + modelVersion)
                .setSchedule("every 24 hours")
                .setModelVersion(modelVersion)
                .setAnnotationSpecSet(specSet);
        job.getEvaluationJobConfigBuilder()
                .setExampleCount(1_000)
                .setExampleSamplePercentage(1)
                .setInputConfig(InputConfig.newBuilder()
                        .setDataType(dataType)
                        .setAnnotationType(annotationType)
                        .setClassificationMetadata(ClassificationMetadata.getDefaultInstance())
                        .setBigquerySource(BigQuerySource.newBuilder().setInputUri("bq://shop/samples/" + table)));
        return job;
    }

    private static Map<String, String> importKeys(String dataKey) {
        return Map.of(
                dataKey.endsWith("_uri") ? "reference_json_key" : "data_json_key",
                dataKey,
                "label_json_key",
                "labels",
                "label_score_json_key",
                "scores");
    }
}
