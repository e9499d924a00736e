package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.assay.datalabeling.v1beta1.AnnotationType;
import dev.assay.datalabeling.v1beta1.BoundingPolyConfig;
import dev.assay.datalabeling.v1beta1.CreateEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.DataType;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.EvaluationJobAlertConfig;
import dev.assay.datalabeling.v1beta1.EvaluationJobConfig;
import dev.assay.datalabeling.v1beta1.GcsSource;
import dev.assay.datalabeling.v1beta1.HumanAnnotationConfig;
import dev.assay.datalabeling.v1beta1.ImageClassificationConfig;
import dev.assay.datalabeling.v1beta1.InputConfig;
import dev.assay.datalabeling.v1beta1.TextClassificationConfig;
import dev.assay.server.JobRequests;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One thing wrong with a valid request at a time, and the field that must be blamed for it. */
class CreateJobChecksTest {
    private static final String CONFIG = "job.evaluation_job_config.";
    private static final String INPUT = CONFIG + "input_config.";
    private static final String PEOPLE = CONFIG + "human_annotation_config";
    private static final String KEYS = CONFIG + "bigquery_import_keys";
    private static final String ALERT = CONFIG + "evaluation_job_alert_config.";

    @TempDir
    static Path directory;

    static JobDoor door;
    static String specSet;

    @BeforeAll
    static void open() throws IOException {
        door = new JobDoor(directory);
        specSet = door.specSet();
    }

    @AfterAll
    static void close() {
        door.close();
    }

    static Stream<Arguments> basics() {
        return Stream.of(
                wrong("description", job -> job.clearDescription()),
                wrong("description", job -> job.setDescription("x".repeat(25_001))),
                wrong(
                        "evaluation_job_config",
                        job -> job.getEvaluationJobConfigBuilder()
                                .putBigqueryImportKeys("data_json_key", "x".repeat(100_000))),
                wrong("schedule", job -> job.clearSchedule()),
                wrong("schedule", job -> job.setSchedule("every 2 feet")),
                wrong("schedule", job -> job.setSchedule("every 12 hours")),
                wrong("schedule", job -> job.setSchedule("0 0 30 2 *")),
                wrong("model_version", job -> job.clearModelVersion()),
                wrong("model_version", job -> job.setModelVersion("projects/p/models/m")));
    }

    static Stream<Arguments> inputs() {
        return Stream.of(
                input("data_type", input -> input.clearDataType()),
                input("data_type", input -> input.setDataType(DataType.VIDEO)),
                input("data_type", input -> input.setDataTypeValue(99)),
                input("annotation_type", input -> input.setDataType(DataType.IMAGE)),
                input("annotation_type", input -> input.clearAnnotationType()),
                input("annotation_type", input -> input.setAnnotationTypeValue(77)),
                input(
                        "annotation_type",
                        input -> input.setAnnotationType(AnnotationType.TEXT_ENTITY_EXTRACTION_ANNOTATION)),
                input("classification_metadata", input -> input.clearClassificationMetadata()),
                input("bigquery_source", input -> input.clearBigquerySource()),
                input(
                        "gcs_source",
                        input -> input.setGcsSource(GcsSource.newBuilder().setInputUri("gs://b/o"))),
                uri(""),
                uri("bq://p/d"),
                uri("bq://p/d/t/u"),
                uri("bq://p.d/t"),
                uri("gs://p/d/t"),
                uri("bq://p/d-e/t"),
                uri("bq://p/" + "d".repeat(64) + "/t"),
                uri("bq://p/d/" + "t".repeat(64)),
                uri("bq://" + "p".repeat(2_000) + "/d/t"));
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                config("text_classification_config", config -> config.clearTextClassificationConfig()),
                config(
                        "image_classification_config",
                        config -> config.setImageClassificationConfig(
                                ImageClassificationConfig.newBuilder().setAnnotationSpecSet(specSet))),
                config(
                        "bounding_poly_config",
                        config -> config.setBoundingPolyConfig(
                                BoundingPolyConfig.newBuilder().setAnnotationSpecSet(specSet))),
                config(
                        "text_classification_config.annotation_spec_set",
                        config -> config.getTextClassificationConfigBuilder().setAnnotationSpecSet(specSet + "x")),
                config(
                        "text_classification_config.annotation_spec_set",
                        config -> config.getTextClassificationConfigBuilder().clearAnnotationSpecSet()),
                config(
                        "text_classification_config.allow_multi_label",
                        config -> config.getTextClassificationConfigBuilder().setAllowMultiLabel(true)),
                config(
                        "text_classification_config.allow_multi_label",
                        config -> config.getInputConfigBuilder()
                                .getClassificationMetadataBuilder()
                                .setIsMultiLabel(true)));
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                config(
                        "bigquery_import_keys.label_json_key",
                        config -> config.removeBigqueryImportKeys("label_json_key")),
                config(
                        "bigquery_import_keys.label_score_json_key",
                        config -> config.removeBigqueryImportKeys("label_score_json_key")),
                config(
                        "bigquery_import_keys.label_json_key",
                        config -> config.putBigqueryImportKeys("label_json_key", "")),
                config("bigquery_import_keys", config -> config.removeBigqueryImportKeys("data_json_key")),
                config("bigquery_import_keys", config -> config.putBigqueryImportKeys("label_key", "x")),
                config(
                        "bigquery_import_keys.label_json_key",
                        config -> config.putBigqueryImportKeys("label_json_key", "a/b")),
                config(
                        "bigquery_import_keys.bounding_box_json_key",
                        config -> config.putBigqueryImportKeys("bounding_box_json_key", "/")));
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                config("example_count", config -> config.setExampleCount(0)),
                config("example_count", config -> config.setExampleCount(-1)),
                config("example_sample_percentage", config -> config.setExampleSamplePercentage(-1e-9)),
                config("example_sample_percentage", config -> config.setExampleSamplePercentage(1.0000001)),
                config("example_sample_percentage", config -> config.setExampleSamplePercentage(Double.NaN)),
                alert("email", "", 0.5),
                alert("email", "nobody", 0.5),
                alert("email", "a b@example.com", 0.5),
                alert("email", "a@example..com", 0.5),
                alert("email", "a..b@example.com", 0.5),
                alert("email", "a@" + "x".repeat(250) + ".com", 0.5),
                alert("min_acceptable_mean_average_precision", "a@example.com", -0.1),
                alert("min_acceptable_mean_average_precision", "a@example.com", 1.1),
                alert("min_acceptable_mean_average_precision", "a@example.com", Double.NaN));
    }

    static Stream<Arguments> people() {
        return Stream.of(
                wrong(PEOPLE, job -> job.setLabelMissingGroundTruth(true)),
                asking(PEOPLE, job -> job.setLabelMissingGroundTruth(false)),
                people("instruction", config -> config.setInstruction("instructions/1")),
                people("annotated_dataset_display_name", config -> config.clearAnnotatedDatasetDisplayName()),
                people(
                        "annotated_dataset_display_name",
                        config -> config.setAnnotatedDatasetDisplayName("x".repeat(65))),
                people(
                        "annotated_dataset_description",
                        config -> config.setAnnotatedDatasetDescription("x".repeat(10_001))),
                people("replica_count", config -> config.setReplicaCount(6)),
                people("replica_count", config -> config.setReplicaCount(-1)),
                people(
                        "question_duration",
                        config ->
                                config.setQuestionDuration(Duration.newBuilder().setSeconds(3_601))),
                people(
                        "question_duration",
                        config -> config.setQuestionDuration(
                                Duration.newBuilder().setSeconds(3_600).setNanos(1))),
                people(
                        "question_duration",
                        config ->
                                config.setQuestionDuration(Duration.newBuilder().setSeconds(-1))),
                people(
                        "question_duration",
                        config ->
                                config.setQuestionDuration(Duration.newBuilder().setNanos(999_999_999))),
                people(
                        "question_duration",
                        config -> config.setQuestionDuration(
                                Duration.newBuilder().setSeconds(1).setNanos(-1))),
                people(
                        "question_duration",
                        config ->
                                config.setQuestionDuration(Duration.newBuilder().setSeconds(Long.MAX_VALUE))));
    }

    @ParameterizedTest
    @MethodSource({"basics", "inputs", "requests", "keys", "numbers", "people"})
    void oneThingWrong_blamesItsField(String field, EvaluationJob.Builder job) {
        assertThat(blamed(job)).containsExactly(field);
    }

    @Test
    void imageReplicaCounts_areOneThreeFive() {
        for (int count : List.of(2, 4, 6)) {
            EvaluationJob.Builder job =
                    JobRequests.askingPeople(JobRequests.imageClassification(specSet, version()), JobDoor.INSTRUCTION);
            job.getEvaluationJobConfigBuilder()
                    .getHumanAnnotationConfigBuilder()
                    .setReplicaCount(count);

            assertThat(blamed(job)).containsExactly(PEOPLE + ".replica_count");
        }
    }

    @Test
    void generalClassification_neverAsksPeople() {
        EvaluationJob.Builder job =
                JobRequests.askingPeople(JobRequests.generalClassification(specSet, version()), JobDoor.INSTRUCTION);

        assertThat(blamed(job)).containsExactly("job.label_missing_ground_truth", PEOPLE);
        assertThat(blamed(job.setLabelMissingGroundTruth(false))).containsExactly(PEOPLE);
    }

    @Test
    void generalClassification_takesTheImageRequest() {
        EvaluationJob.Builder job = JobRequests.generalClassification(specSet, version());
        job.getEvaluationJobConfigBuilder()
                .setTextClassificationConfig(
                        TextClassificationConfig.newBuilder().setAnnotationSpecSet(specSet));

        assertThat(blamed(job)).containsExactly(CONFIG + "text_classification_config");
    }

    @Test
    void detection_needsBoxKeyAndThreshold() {
        EvaluationJob.Builder job = JobRequests.boundingBoxes(specSet, version());
        job.getEvaluationJobConfigBuilder().clearEvaluationConfig().removeBigqueryImportKeys("bounding_box_json_key");

        assertThat(blamed(job))
                .containsExactly(
                        CONFIG + "evaluation_config.bounding_box_evaluation_options", KEYS + ".bounding_box_json_key");
    }

    @Test
    void iouThreshold_isAboveZeroAndAtMostOne() {
        for (float threshold : List.of(0f, -0.5f, 1.01f, Float.NaN)) {
            EvaluationJob.Builder job = JobRequests.boundingBoxes(specSet, version());
            job.getEvaluationJobConfigBuilder()
                    .getEvaluationConfigBuilder()
                    .getBoundingBoxEvaluationOptionsBuilder()
                    .setIouThreshold(threshold);

            assertThat(blamed(job))
                    .containsExactly(CONFIG + "evaluation_config.bounding_box_evaluation_options.iou_threshold");
        }
    }

    @Test
    void emptyRequest_isToldEverythingAtOnce() {
        assertThat(JobDoor.blamed(() -> create(CreateEvaluationJobRequest.getDefaultInstance())))
                .containsExactlyInAnyOrder(
                        "parent",
                        "job.description",
                        "job.schedule",
                        "job.model_version",
                        "job.annotation_spec_set",
                        INPUT + "data_type",
                        INPUT + "annotation_type",
                        INPUT + "bigquery_source",
                        CONFIG + "human_annotation_request_config",
                        KEYS,
                        KEYS + ".label_json_key",
                        KEYS + ".label_score_json_key",
                        CONFIG + "example_count");
    }

    @Test
    void violations_sayWhatWasWrongAndExpected() {
        EvaluationJob.Builder job = valid();
        job.getEvaluationJobConfigBuilder().setExampleCount(-3);

        var failure = JobDoor.failure(Status.Code.INVALID_ARGUMENT, () -> create(job));

        assertThat(failure.getStatus().getDescription()).isEqualTo(CONFIG + "example_count: must be above 0, got -3");
        assertThat(JobDoor.info(failure).getDomain()).isEqualTo("assay");
        assertThat(JobDoor.info(failure).getReason()).isEqualTo("INVALID_FIELDS");
    }

    @Test
    void limits_areInclusive() {
        EvaluationJob.Builder job = valid().setDescription("😀".repeat(25_000));
        job.getEvaluationJobConfigBuilder()
                .setExampleCount(1)
                .setExampleSamplePercentage(0)
                .setEvaluationJobAlertConfig(EvaluationJobAlertConfig.newBuilder()
                        .setEmail("first.last+tag@mail.example.com")
                        .setMinAcceptableMeanAveragePrecision(1))
                .getInputConfigBuilder()
                .getBigquerySourceBuilder()
                .setInputUri("bq://example.com:shop.samples.t" + "x".repeat(62));

        assertThat(create(job).getEvaluationJobConfig()).isEqualTo(job.getEvaluationJobConfig());
    }

    private static List<String> blamed(EvaluationJob.Builder job) {
        return JobDoor.blamed(() -> create(job));
    }

    private static EvaluationJob create(EvaluationJob.Builder job) {
        return create(JobRequests.create(job));
    }

    private static EvaluationJob create(CreateEvaluationJobRequest request) {
        return door.stub().createEvaluationJob(request);
    }

    private static String version() {
        return JobRequests.modelVersion("checked", "v1");
    }

    private static EvaluationJob.Builder valid() {
        return JobRequests.textClassification(specSet, version());
    }

    private static Arguments wrong(String field, Consumer<EvaluationJob.Builder> mistake) {
        EvaluationJob.Builder job = valid();
        mistake.accept(job);
        return Arguments.of(field.startsWith("job.") ? field : "job." + field, job);
    }

    private static Arguments config(String field, Consumer<EvaluationJobConfig.Builder> mistake) {
        return wrong(CONFIG + field, job -> mistake.accept(job.getEvaluationJobConfigBuilder()));
    }

    private static Arguments input(String field, Consumer<InputConfig.Builder> mistake) {
        return config("input_config." + field, config -> mistake.accept(config.getInputConfigBuilder()));
    }

    private static Arguments uri(String uri) {
        return input(
                "bigquery_source.input_uri",
                input -> input.getBigquerySourceBuilder().setInputUri(uri));
    }

    private static Arguments alert(String field, String email, double threshold) {
        return wrong(
                ALERT + field,
                job -> job.getEvaluationJobConfigBuilder()
                        .setEvaluationJobAlertConfig(EvaluationJobAlertConfig.newBuilder()
                                .setEmail(email)
                                .setMinAcceptableMeanAveragePrecision(threshold)));
    }

    private static Arguments asking(String field, Consumer<EvaluationJob.Builder> mistake) {
        return wrong(field, job -> {
            JobRequests.askingPeople(job, JobDoor.INSTRUCTION);
            mistake.accept(job);
        });
    }

    private static Arguments people(String field, Consumer<HumanAnnotationConfig.Builder> mistake) {
        return asking(
                PEOPLE + "." + field,
                job -> mistake.accept(job.getEvaluationJobConfigBuilder().getHumanAnnotationConfigBuilder()));
    }
}
