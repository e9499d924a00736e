package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.AlreadyExistsException;
import com.google.api.gax.rpc.FailedPreconditionException;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.datalabeling.v1beta1.AnnotationSpec;
import com.google.cloud.datalabeling.v1beta1.AnnotationSpecSet;
import com.google.cloud.datalabeling.v1beta1.AnnotationType;
import com.google.cloud.datalabeling.v1beta1.BigQuerySource;
import com.google.cloud.datalabeling.v1beta1.ClassificationMetadata;
import com.google.cloud.datalabeling.v1beta1.ConfusionMatrix;
import com.google.cloud.datalabeling.v1beta1.DataItem;
import com.google.cloud.datalabeling.v1beta1.DataLabelingServiceClient;
import com.google.cloud.datalabeling.v1beta1.DataLabelingServiceSettings;
import com.google.cloud.datalabeling.v1beta1.DataType;
import com.google.cloud.datalabeling.v1beta1.Dataset;
import com.google.cloud.datalabeling.v1beta1.Evaluation;
import com.google.cloud.datalabeling.v1beta1.EvaluationConfig;
import com.google.cloud.datalabeling.v1beta1.EvaluationJob;
import com.google.cloud.datalabeling.v1beta1.EvaluationJobConfig;
import com.google.cloud.datalabeling.v1beta1.ImageClassificationConfig;
import com.google.cloud.datalabeling.v1beta1.InputConfig;
import com.google.cloud.datalabeling.v1beta1.LabelTextRequest;
import com.google.cloud.datalabeling.v1beta1.PrCurve;
import com.google.cloud.datalabeling.v1beta1.SearchExampleComparisonsResponse.ExampleComparison;
import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import com.google.protobuf.FieldMask;
import dev.assay.v1.EvaluationRunsGrpc;
import dev.assay.v1.GetRunRequest;
import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.PredictionLogGrpc;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.Run;
import dev.assay.v1.RunEvaluationJobRequest;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Google's published Java client, unmodified, over a real socket. */
class GoogleClientTest {
    @TempDir
    static Path folder;

    static ServerProcess server;
    static ManagedChannel channel;
    static DataLabelingServiceClient google;

    @BeforeAll
    static void connect() throws Exception {
        server = ServerProcess.start(folder.resolve("data"));
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.grpcPort())
                .usePlaintext()
                .maxInboundMessageSize(32 << 20)
                .build();
        google = DataLabelingServiceClient.create(DataLabelingServiceSettings.newBuilder()
                .setCredentialsProvider(NoCredentialsProvider.create())
                .setTransportChannelProvider(FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)))
                .build());
    }

    @AfterAll
    static void disconnect() {
        google.close();
        channel.shutdownNow();
        server.close();
    }

    @Test
    void wholeLifeOfAJob_endsInTheReferenceFigures() {
        AnnotationSpecSet digits = google.createAnnotationSpecSet(Digits.PROJECT, specSet());
        EvaluationJob job = google.createEvaluationJob(Digits.PROJECT, job(digits.getName(), "v1"));
        assertThat(job.getState()).isEqualTo(EvaluationJob.State.SCHEDULED);
        assertThat(job.getName()).startsWith(Digits.PROJECT + "/evaluationJobs/");
        assertThat(google.getEvaluationJob(job.getName())).isEqualTo(job);
        assertThat(Lists.newArrayList(google.listEvaluationJobs(
                                Digits.PROJECT, "evaluation_job.model_id = digits AND evaluation_job.state = SCHEDULED")
                        .iterateAll()))
                .containsExactly(job);
        assertThatThrownBy(() -> google.createEvaluationJob(Digits.PROJECT, job(digits.getName(), "v1")))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining(job.getName());

        Run run = runDigits(job.getName());
        assertThat(run.getState()).as(run.toString()).isEqualTo(Run.State.SUCCEEDED);

        assertFigures(google.getEvaluation(run.getEvaluation()), job);
        assertSearch(job, run);
        assertComparisons(run.getEvaluation());
        assertDataset(run.getDataset());
        assertPauseUpdateDelete(job, digits);
    }

    private static Run runDigits(String job) {
        var log = PredictionLogGrpc.newBlockingStub(channel);
        LogPredictionsResponse logged = log.logPredictions(Digits.request(Digits.MODEL_VERSION));
        assertThat(logged.getSampled()).isEqualTo(Digits.COUNT);
        log.provideGroundTruth(ProvideGroundTruthRequest.newBuilder()
                .setEvaluationJob(job)
                .addAllGroundTruths(Digits.truths())
                .build());
        var runs = EvaluationRunsGrpc.newBlockingStub(channel);
        Run started = runs.runEvaluationJob(
                RunEvaluationJobRequest.newBuilder().setName(job).build());
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> runs.getRun(GetRunRequest.newBuilder()
                                .setName(started.getName())
                                .build()),
                        Run::hasEndTime);
    }

    private static void assertFigures(Evaluation aggregate, EvaluationJob job) {
        assertThat(aggregate.getEvaluatedItemCount()).isEqualTo(Digits.COUNT);
        assertThat(aggregate.getConfig()).isEqualTo(job.getEvaluationJobConfig().getEvaluationConfig());
        PrCurve curve =
                aggregate.getEvaluationMetrics().getClassificationMetrics().getPrCurve();
        assertThat(curve.getMeanAveragePrecision()).isEqualTo((float)
                Digits.expected().get("mean_average_precision").getAsDouble());
        assertThat(curve.getAreaUnderCurve())
                .isEqualTo((float) Digits.expected().get("area_under_curve").getAsDouble());
        assertThat(curve.getConfidenceMetricsEntriesCount()).isEqualTo(24);
        ConfusionMatrix matrix =
                aggregate.getEvaluationMetrics().getClassificationMetrics().getConfusionMatrix();
        for (int truth = 0; truth < 10; truth++) {
            for (int answer = 0; answer < 10; answer++) {
                assertThat(matrix.getRow(truth).getEntries(answer).getItemCount())
                        .isEqualTo(Digits.expectedConfusion()
                                .get(truth)
                                .getAsJsonArray()
                                .get(answer)
                                .getAsInt());
            }
        }
    }

    private static void assertSearch(EvaluationJob job, Run run) {
        String id = job.getName().substring(job.getName().lastIndexOf('/') + 1);
        assertThat(Lists.newArrayList(
                        google.searchEvaluations(Digits.PROJECT, "evaluation_job.evaluation_job_id = " + id)
                                .iterateAll()))
                .extracting(Evaluation::getName)
                .containsExactly(run.getEvaluation());
        double[] expected = Digits.expectedAveragePrecisions();
        for (int digit = 0; digit < 10; digit++) {
            Evaluation ofLabel = Iterables.getOnlyElement(
                    google.searchEvaluations(Digits.PROJECT, "annotation_spec.display_name = \"" + digit + "\"")
                            .iterateAll());
            PrCurve curve =
                    ofLabel.getEvaluationMetrics().getClassificationMetrics().getPrCurve();
            assertThat(curve.getAnnotationSpec().getDisplayName()).isEqualTo(Integer.toString(digit));
            assertThat(curve.getAreaUnderCurve()).isEqualTo((float) expected[digit]);
        }
    }

    private static void assertComparisons(String evaluation) {
        List<ExampleComparison> comparisons =
                Lists.newArrayList(google.searchExampleComparisons(evaluation).iterateAll());
        assertThat(comparisons).hasSize(Digits.COUNT);
        long wrong = Math.round(
                Digits.COUNT * (1 - Digits.expected().get("accuracy_top1").getAsDouble()));
        for (int i = 0; i < comparisons.size(); i++) {
            ExampleComparison comparison = comparisons.get(i);
            assertThat(comparison.getGroundTruthExample().getImagePayload().getMimeType())
                    .isEqualTo("image/png");
            assertThat(isRight(comparison)).as("comparison " + i).isEqualTo(i >= wrong);
        }
    }

    private static boolean isRight(ExampleComparison comparison) {
        String truth = comparison
                .getGroundTruthExample()
                .getAnnotations(0)
                .getAnnotationValue()
                .getImageClassificationAnnotation()
                .getAnnotationSpec()
                .getDisplayName();
        var best = comparison.getModelCreatedExamples(0).getAnnotations(0);
        assertThat(best.getAnnotationMetadata().getOperatorMetadata().getScore())
                .isCloseTo(0.5f, within(0.5f));
        return best.getAnnotationValue()
                .getImageClassificationAnnotation()
                .getAnnotationSpec()
                .getDisplayName()
                .equals(truth);
    }

    private static void assertDataset(String name) {
        Dataset dataset = google.getDataset(name);
        assertThat(dataset.getDataItemCount()).isEqualTo(Digits.COUNT);
        assertThat(google.listDatasets(Digits.PROJECT, "").iterateAll()).containsExactly(dataset);
        List<DataItem> items = Lists.newArrayList(google.listDataItems(name, "").iterateAll());
        assertThat(items).hasSize(Digits.COUNT);
        assertThat(items.stream().map(DataItem::getName)).doesNotHaveDuplicates();
        assertThat(google.getDataItem(items.get(7).getName())).isEqualTo(items.get(7));
        assertThat(items.get(0).getImagePayload().getImageThumbnail().size()).isPositive();
    }

    private static void assertPauseUpdateDelete(EvaluationJob job, AnnotationSpecSet digits) {
        google.pauseEvaluationJob(job.getName());
        assertThat(google.getEvaluationJob(job.getName()).getState()).isEqualTo(EvaluationJob.State.PAUSED);
        google.resumeEvaluationJob(job.getName());
        EvaluationJob updated = google.updateEvaluationJob(
                EvaluationJob.newBuilder()
                        .setName(job.getName())
                        .setEvaluationJobConfig(EvaluationJobConfig.newBuilder().setExampleCount(7))
                        .build(),
                FieldMask.newBuilder()
                        .addPaths("evaluation_job_config.example_count")
                        .build());
        assertThat(updated.getEvaluationJobConfig().getExampleCount()).isEqualTo(7);
        assertThat(updated.getState()).isEqualTo(EvaluationJob.State.SCHEDULED);
        assertThatThrownBy(() -> google.deleteAnnotationSpecSet(digits.getName()))
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContaining(job.getName());

        google.deleteEvaluationJob(job.getName());
        assertThat(google.getEvaluationJob(job.getName()).getState()).isEqualTo(EvaluationJob.State.STOPPED);
        google.deleteEvaluationJob(job.getName());
        assertThatThrownBy(() -> google.pauseEvaluationJob(job.getName()))
                .isInstanceOf(FailedPreconditionException.class);
        google.deleteAnnotationSpecSet(digits.getName());
    }

    @Test
    void mistakes_comeBackAsTheClientsExceptions() {
        assertThatThrownBy(() -> google.getEvaluationJob("projects/p/evaluationJobs/none"))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> google.getEvaluationJob("projects/p/jobs/none"))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("projects/{project}/evaluationJobs/{evaluation_job}");
        assertThatThrownBy(() -> google.createEvaluationJob("projects/p", EvaluationJob.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        InvalidArgumentException.class,
                        e -> assertThat(e.getErrorDetails().getBadRequest().getFieldViolationsList())
                                .extracting(violation -> violation.getField())
                                .contains("job.description", "job.schedule", "job.model_version"));
        assertThatThrownBy(() -> google.getOperationsClient().getOperation("projects/p/operations/none"))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> google.getOperationsClient()
                        .listOperations("projects/p", "done = perhaps")
                        .iterateAll()
                        .iterator()
                        .hasNext())
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> google.labelTextCallable()
                        .call(LabelTextRequest.newBuilder().setParent("x").build()))
                .isInstanceOf(InvalidArgumentException.class);
    }

    static AnnotationSpecSet specSet() {
        return AnnotationSpecSet.newBuilder()
                .setDisplayName("digits")
                .addAllAnnotationSpecs(IntStream.range(0, 10)
                        .mapToObj(digit -> AnnotationSpec.newBuilder()
                                .setDisplayName(Integer.toString(digit))
                                .build())
                        .toList())
                .build();
    }

    static EvaluationJob job(String specSet, String version) {
        return EvaluationJob.newBuilder()
                .setDescription("digits, image classification")
                .setSchedule("every 24 hours")
                .setModelVersion("projects/digits/models/digits/versions/" + version)
                .setAnnotationSpecSet(specSet)
                .setEvaluationJobConfig(EvaluationJobConfig.newBuilder()
                        .setInputConfig(InputConfig.newBuilder()
                                .setDataType(DataType.IMAGE)
                                .setAnnotationType(AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION)
                                .setClassificationMetadata(ClassificationMetadata.getDefaultInstance())
                                .setBigquerySource(
                                        BigQuerySource.newBuilder().setInputUri("bq://digits/samples/" + version)))
                        .setEvaluationConfig(EvaluationConfig.getDefaultInstance())
                        .setImageClassificationConfig(
                                ImageClassificationConfig.newBuilder().setAnnotationSpecSet(specSet))
                        .putBigqueryImportKeys("data_json_key", "image")
                        .putBigqueryImportKeys("label_json_key", "labels")
                        .putBigqueryImportKeys("label_score_json_key", "scores")
                        .setExampleCount(10_000)
                        .setExampleSamplePercentage(1.0))
                .build();
    }
}
