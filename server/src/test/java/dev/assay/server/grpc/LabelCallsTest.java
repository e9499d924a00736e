package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.api.HttpBody;
import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.util.Durations;
import dev.assay.datalabeling.v1beta1.AnnotatedDataset;
import dev.assay.datalabeling.v1beta1.AnnotationType;
import dev.assay.datalabeling.v1beta1.DeleteAnnotatedDatasetRequest;
import dev.assay.datalabeling.v1beta1.DeleteAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.Example;
import dev.assay.datalabeling.v1beta1.HumanAnnotationConfig;
import dev.assay.datalabeling.v1beta1.ImageClassificationConfig;
import dev.assay.datalabeling.v1beta1.LabelImageRequest;
import dev.assay.datalabeling.v1beta1.LabelImageRequest.Feature;
import dev.assay.datalabeling.v1beta1.LabelOperationMetadata;
import dev.assay.datalabeling.v1beta1.ListAnnotatedDatasetsRequest;
import dev.assay.datalabeling.v1beta1.ListAnnotatedDatasetsResponse;
import dev.assay.datalabeling.v1beta1.ListExamplesRequest;
import dev.assay.datalabeling.v1beta1.OperatorMetadata;
import dev.assay.datalabeling.v1beta1.StringAggregationType;
import dev.assay.server.JobRequests;
import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.Holds;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.labeling.Answer;
import dev.assay.server.labeling.Desk;
import dev.assay.server.labeling.LabelingTask;
import dev.assay.server.labeling.LabelingTask.CloseReason;
import dev.assay.server.labeling.LabelingTasks;
import dev.assay.server.labeling.Person;
import dev.assay.server.labeling.Question;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.work.QuietWork;
import dev.assay.v1.GetQuestionMediaRequest;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.LeaseQuestionRequest;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.Run;
import dev.assay.v1.RunEvaluationJobRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(QuietWork.class)
class LabelCallsTest {
    private static final Person ANN = new Person("ann@example.com");
    private static final Person BEN = new Person("ben@example.com");
    private static final Person CAT = new Person("cat@example.com");
    private static final String INSTRUCTION = JobRequests.PROJECT + "/instructions/known";
    private static final String PEOPLE = "basic_config";
    private static final String CONFIG = "image_classification_config";

    @TempDir
    Path directory;

    private RunDoor door;
    private ResourceName dataset;
    private String specSet;

    @BeforeEach
    void open() throws IOException {
        door = new RunDoor(directory, Duration.ZERO);
        door.stores().execute("""
                INSERT INTO instruction (id, project, display_name, description, data_type, document_uri,
                  create_time, update_time, complete_time)
                VALUES ('known', 'shop', 'known', '', 'IMAGE', 'gs://b/known.pdf', 0, 0, 0)""");
        dataset = images(2);
        specSet = door.labeling()
                .createAnnotationSpecSet(JobRequests.specSet("cat", "dog"))
                .getName();
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void images_areLabeledByPeople_andComeWithTheirVotes() throws Exception {
        Operation begun = label(request());
        assertThat(begun.getDone()).isFalse();
        LabelOperationMetadata metadata = metadata(begun);
        assertThat(metadata.getProgressPercent()).isZero();
        assertThat(metadata.getCreateTime()).isEqualTo(Times.timestamp(door.now()));
        assertThat(metadata.getImageClassificationDetails().getBasicConfig())
                .isEqualTo(request().getBasicConfig());
        door.drive();

        answer(begun, ANN, "cat", "cat");
        answer(begun, BEN, "cat", "dog");
        door.pass(Duration.ofMinutes(1));
        door.drive();
        assertThat(metadata(operation(begun)).getProgressPercent()).isEqualTo(50);
        answer(begun, CAT, "dog");
        door.drive();

        Operation ended = operation(begun);
        assertThat(ended.getDone()).isTrue();
        assertThat(metadata(ended).getProgressPercent()).isEqualTo(100);
        AnnotatedDataset made = ended.getResponse().unpack(AnnotatedDataset.class);
        assertThat(made.getDisplayName()).isEqualTo("seen");
        assertThat(made.getDescription()).isEqualTo("by people");
        assertThat(made.getAnnotationType()).isEqualTo(AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION);
        assertThat(made.getExampleCount()).isEqualTo(2);
        assertThat(made.getCompletedExampleCount()).isEqualTo(2);
        assertThat(made.getLabelStats().getExampleCountMap()).isEqualTo(Map.of("cat", 1L, "dog", 1L));
        assertThat(made.getMetadata().getHumanAnnotationConfig())
                .isEqualTo(request().getBasicConfig());
        assertThat(made.getMetadata().getImageClassificationConfig())
                .isEqualTo(request().getImageClassificationConfig());
        assertThat(examples(made))
                .extracting(LabelCallsTest::label, LabelCallsTest::votes)
                .containsExactly(tuple("cat", "2 of 2"), tuple("dog", "2 of 3"));
        assertThat(door.get(Holds.class).holders(held()).values()).isEmpty();
    }

    @Test
    void response_isTheNameAlone_onceTheAnnotatedDatasetIsDeleted() throws Exception {
        dataset = images(0);
        Operation begun = label(request());
        door.drive();
        AnnotatedDataset made = operation(begun).getResponse().unpack(AnnotatedDataset.class);
        assertThat(made.getExampleCount())
                .as("an empty dataset is done at once")
                .isZero();
        var unused = door.labeling()
                .deleteAnnotatedDataset(DeleteAnnotatedDatasetRequest.newBuilder()
                        .setName(made.getName())
                        .build());

        assertThat(operation(begun).getResponse().unpack(AnnotatedDataset.class))
                .isEqualTo(AnnotatedDataset.newBuilder().setName(made.getName()).build());
    }

    @Test
    void list_endsAPage_beforeItIsTooLargeForClients() {
        dataset = images(0);
        int count = 60;
        for (int i = 0; i < count; i++) {
            Operation begun = label(changed(
                    request -> request.getBasicConfigBuilder().setAnnotatedDatasetDescription("€".repeat(10_000))));
            door.pass(Duration.ofMillis(1));
            door.drive();
            assertThat(operation(begun).getDone()).isTrue();
        }

        ListAnnotatedDatasetsResponse page = door.labeling()
                .listAnnotatedDatasets(ListAnnotatedDatasetsRequest.newBuilder()
                        .setParent(dataset.toString())
                        .setPageSize(1_000)
                        .build());

        assertThat(page.getSerializedSize()).isLessThan(4 << 20);
        assertThat(page.getAnnotatedDatasetsCount()).isBetween(2, count - 1);
        assertThat(door.labeling()
                        .listAnnotatedDatasets(ListAnnotatedDatasetsRequest.newBuilder()
                                .setParent(dataset.toString())
                                .setPageSize(1_000)
                                .setPageToken(page.getNextPageToken())
                                .build())
                        .getAnnotatedDatasetsCount())
                .isEqualTo(count - page.getAnnotatedDatasetsCount());
    }

    @Test
    void cancel_closesTheTask_andKeepsItsAnswers() {
        Operation begun = label(request());
        door.drive();
        answer(begun, ANN, "cat");

        var unused = door.operations()
                .cancelOperation(CancelOperationRequest.newBuilder()
                        .setName(begun.getName())
                        .build());

        assertThat(operation(begun).getError().getCode()).isEqualTo(Code.CANCELLED.value());
        assertThat(task(begun).closeReason()).isEqualTo(CloseReason.CANCELLED);
        assertThat(door.stores().texts("SELECT person FROM question WHERE answer IS NOT NULL"))
                .containsExactly(ANN.email());
        assertThat(door.get(Holds.class).holders(held()).values()).isEmpty();
    }

    @Test
    void oneIsUnderWay_perDataset() {
        Operation begun = label(request());

        StatusRuntimeException refused = JobDoor.failure(Code.FAILED_PRECONDITION, () -> label(request()));

        assertThat(JobDoor.info(refused).getReason()).isEqualTo("OPERATION_UNDER_WAY");
        assertThat(refused).hasMessageContaining(begun.getName());
    }

    @Test
    void whatItRefersTo_isHeld_whileItLasts() {
        Operation begun = label(request());

        assertThat(door.get(Holds.class).holders(held()))
                .hasSize(3)
                .allSatisfy((resource, holders) -> assertThat(holders).containsExactly(name(begun)));
        JobDoor.failure(
                Code.FAILED_PRECONDITION,
                () -> door.labeling()
                        .deleteAnnotationSpecSet(DeleteAnnotationSpecSetRequest.newBuilder()
                                .setName(specSet)
                                .build()));
    }

    @Test
    void whatDoesNotStand_isNotFound() {
        for (LabelImageRequest request : List.of(
                changed(each -> each.setParent("projects/shop/datasets/none")),
                changed(each -> each.getBasicConfigBuilder().setInstruction("projects/shop/instructions/none")),
                changed(each -> each.getImageClassificationConfigBuilder()
                        .setAnnotationSpecSet("projects/shop/annotationSpecSets/none")))) {
            assertThat(JobDoor.failure(Code.NOT_FOUND, () -> label(request))).hasMessageContaining("none");
        }
        assertThat(door.get(Holds.class).holders(held()).values()).isEmpty();
    }

    @Test
    void itemsOfAnotherType_areRefused() {
        dataset = door.annotatedSets().dataset(List.of(new Text("a")));

        StatusRuntimeException refused = JobDoor.failure(Code.FAILED_PRECONDITION, () -> label(request()));

        assertThat(JobDoor.info(refused).getReason()).isEqualTo("DATA_TYPE_MISMATCH");
    }

    @Test
    void absent_isBlamedAllAtOnce() {
        assertThat(JobDoor.blamed(() -> label(LabelImageRequest.getDefaultInstance())))
                .containsExactly("parent", "feature", PEOPLE, "request_config");
        assertThat(blamed(request -> request.clearBasicConfig().clearImageClassificationConfig()))
                .containsExactly(PEOPLE, CONFIG);
        assertThat(blamed(request -> request.setFeatureValue(99))).containsExactly("feature");
        assertThat(blamed(request -> request.setBasicConfig(HumanAnnotationConfig.getDefaultInstance())
                        .setImageClassificationConfig(ImageClassificationConfig.getDefaultInstance())))
                .containsExactly(
                        PEOPLE + ".instruction",
                        PEOPLE + ".annotated_dataset_display_name",
                        CONFIG + ".annotation_spec_set");
    }

    @Test
    void people_areChecked() {
        assertThat(blamedPeople(people -> people.setInstruction("x"))).containsExactly(PEOPLE + ".instruction");
        assertThat(blamedPeople(people -> people.setAnnotatedDatasetDisplayName("x".repeat(65))))
                .containsExactly(PEOPLE + ".annotated_dataset_display_name");
        assertThat(blamedPeople(people -> people.setAnnotatedDatasetDescription("x".repeat(10_001))))
                .containsExactly(PEOPLE + ".annotated_dataset_description");
        assertThat(blamedPeople(people -> people.setLabelGroup("x".repeat(65))))
                .containsExactly(PEOPLE + ".label_group");
        assertThat(blamedPeople(people -> people.setLanguageCode("x".repeat(36))))
                .containsExactly(PEOPLE + ".language_code");
        assertThat(blamedPeople(people -> people.setUserEmailAddress("x")))
                .containsExactly(PEOPLE + ".user_email_address");
        assertThat(blamedPeople(people -> people.addContributorEmails("a@b").addContributorEmails("x")))
                .containsExactly(PEOPLE + ".contributor_emails[1]");
        assertThat(blamedPeople(people -> IntStream.range(0, 101)
                        .forEach(number -> people.addContributorEmails("p" + number + "@example.com"))))
                .containsExactly(PEOPLE + ".contributor_emails");
        for (int replicas : List.of(-1, 2, 4, 6)) {
            assertThat(blamedPeople(people -> people.setReplicaCount(replicas)))
                    .as("%d replicas", replicas)
                    .containsExactly(PEOPLE + ".replica_count");
        }
        for (long millis : List.of(-1L, 1L, 999L, 3_600_001L, Durations.toMillis(Durations.MAX_VALUE))) {
            assertThat(blamedPeople(people -> people.setQuestionDuration(Durations.fromMillis(millis))))
                    .as("%d ms", millis)
                    .containsExactly(PEOPLE + ".question_duration");
        }
    }

    @Test
    void leftOut_takesItsDefault() {
        LabelingTask task = task(label(changed(request -> request.getBasicConfigBuilder()
                .clearReplicaCount()
                .clearQuestionDuration()
                .addContributorEmails("Ann@Example.COM"))));

        assertThat(task.plan().replicaCount()).isEqualTo(1);
        assertThat(task.plan().questionDuration()).isEqualTo(Duration.ofHours(1));
        assertThat(task.plan().contributors()).containsExactly(ANN);
    }

    @Test
    void details_mustFitTheFeature() {
        for (Feature feature : EnumSet.range(Feature.BOUNDING_BOX, Feature.SEGMENTATION)) {
            assertThat(blamed(request -> request.setFeature(feature)))
                    .as("%s", feature)
                    .containsExactly(CONFIG);
        }
        assertThat(blamed(
                        request -> request.getImageClassificationConfigBuilder().setAnswerAggregationTypeValue(9)))
                .containsExactly(CONFIG + ".answer_aggregation_type");
        assertThat(blamed(request -> request.setFeature(Feature.BOUNDING_BOX)
                        .getBoundingPolyConfigBuilder()
                        .setAnnotationSpecSet("x")
                        .setInstructionMessage("x".repeat(1_001))))
                .containsExactly(
                        "bounding_poly_config.instruction_message", "bounding_poly_config.annotation_spec_set");
    }

    @Test
    void hugeConfig_isRefused() {
        UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                .addField(
                        1_000,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFrom(new byte[100_000]))
                                .build())
                .build();

        assertThat(blamedPeople(people -> people.setUnknownFields(unknown))).containsExactly(PEOPLE);
    }

    @Test
    void imageThatWasLoggedInline_isShownWholeToWhoIsAsked() throws Exception {
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(1_300, 650, BufferedImage.TYPE_INT_RGB), "jpeg", picture);
        dataset = datasetOfRun("{\"image\":{\"b64\":\""
                + Base64.getEncoder().encodeToString(picture.toByteArray())
                + "\"},\"image_uri\":\"https://elsewhere.example/big.jpg\"}");
        Operation begun = label(request());
        door.drive();
        var leased = door.desk()
                .leaseQuestion(LeaseQuestionRequest.newBuilder()
                        .setParent(LabelingTasks.taskOf(name(begun)).toString())
                        .setWorker(ANN.email())
                        .build())
                .getQuestion();

        HttpBody shown = door.desk()
                .getQuestionMedia(GetQuestionMediaRequest.newBuilder()
                        .setName(leased.getName())
                        .setWorker(ANN.email())
                        .build());

        assertThat(leased.getItem().getImagePayload().getImageThumbnail().size())
                .as("a thumbnail is another")
                .isPositive()
                .isNotEqualTo(picture.size());
        assertThat(shown.getContentType()).isEqualTo("image/jpeg");
        assertThat(shown.getData().toByteArray()).isEqualTo(picture.toByteArray());
    }

    /** The dataset of a run over one image. */
    private ResourceName datasetOfRun(String instance) {
        String version = JobRequests.modelVersion("eyes", "v1");
        EvaluationJob.Builder job = JobRequests.imageClassification(specSet, version);
        job.getEvaluationJobConfigBuilder().putBigqueryImportKeys("data_json_key", "image");
        String name =
                door.labeling().createEvaluationJob(JobRequests.create(job)).getName();
        var unusedLogged = door.log()
                .logPredictions(LogPredictionsRequest.newBuilder()
                        .setModelVersion(version)
                        .addPredictions(
                                RunDoor.prediction("p1", "cat", 0.5).toBuilder().setInstance(instance))
                        .build());
        var unusedTold = door.log()
                .provideGroundTruth(ProvideGroundTruthRequest.newBuilder()
                        .setEvaluationJob(name)
                        .addGroundTruths(
                                GroundTruth.newBuilder().setPredictionId("p1").setGroundTruth("{\"labels\":\"cat\"}"))
                        .build());
        Run run = door.runs()
                .runEvaluationJob(
                        RunEvaluationJobRequest.newBuilder().setName(name).build());
        door.drive();
        return ResourceName.read(door.run(run.getName()).getDataset());
    }

    // --- helping hands --------------------------------------------------------------------------------------------

    private ResourceName images(int count) {
        return door.annotatedSets()
                .dataset(IntStream.range(0, count)
                        .mapToObj(number -> new Image("image/png", new byte[] {(byte) number}, "gs://b/" + number))
                        .toList());
    }

    private LabelImageRequest request() {
        return LabelImageRequest.newBuilder()
                .setParent(dataset.toString())
                .setFeature(Feature.CLASSIFICATION)
                .setBasicConfig(HumanAnnotationConfig.newBuilder()
                        .setInstruction(INSTRUCTION)
                        .setAnnotatedDatasetDisplayName("seen")
                        .setAnnotatedDatasetDescription("by people")
                        .setReplicaCount(3)
                        .setQuestionDuration(Durations.fromSeconds(600)))
                .setImageClassificationConfig(ImageClassificationConfig.newBuilder()
                        .setAnnotationSpecSet(specSet)
                        .setAnswerAggregationType(StringAggregationType.MAJORITY_VOTE))
                .build();
    }

    private LabelImageRequest changed(Consumer<LabelImageRequest.Builder> change) {
        LabelImageRequest.Builder request = request().toBuilder();
        change.accept(request);
        return request.build();
    }

    private List<String> blamed(Consumer<LabelImageRequest.Builder> mistake) {
        return JobDoor.blamed(() -> label(changed(mistake)));
    }

    private List<String> blamedPeople(Consumer<HumanAnnotationConfig.Builder> mistake) {
        return blamed(request -> mistake.accept(request.getBasicConfigBuilder()));
    }

    private Operation label(LabelImageRequest request) {
        return door.labeling().labelImage(request);
    }

    private Operation operation(Operation begun) {
        return door.operations()
                .getOperation(GetOperationRequest.newBuilder()
                        .setName(begun.getName())
                        .build());
    }

    private LabelingTask task(Operation operation) {
        return door.get(LabelingTasks.class).get(LabelingTasks.taskOf(name(operation)));
    }

    private List<ResourceName> held() {
        return List.of(dataset, ResourceName.read(INSTRUCTION), ResourceName.read(specSet));
    }

    /** Somebody answers the questions that they get. */
    private void answer(Operation operation, Person person, String... labels) {
        Desk desk = door.get(Desk.class);
        for (String label : labels) {
            Question question = desk.lease(person, LabelingTasks.taskOf(name(operation)), door.now())
                    .orElseThrow();
            Answer answer = new Answer(List.of(Annotation.of(new Classification(label))), "");
            desk.submit(question.name(), person, question.number(), answer, "", door.now());
        }
    }

    private List<Example> examples(AnnotatedDataset annotated) {
        return door.labeling()
                .listExamples(ListExamplesRequest.newBuilder()
                        .setParent(annotated.getName())
                        .build())
                .getExamplesList();
    }

    private static String label(Example example) {
        return example.getAnnotations(0)
                .getAnnotationValue()
                .getImageClassificationAnnotation()
                .getAnnotationSpec()
                .getDisplayName();
    }

    private static String votes(Example example) {
        OperatorMetadata votes =
                example.getAnnotations(0).getAnnotationMetadata().getOperatorMetadata();
        return votes.getLabelVotes() + " of " + votes.getTotalVotes();
    }

    private static LabelOperationMetadata metadata(Operation operation) throws IOException {
        return operation.getMetadata().unpack(LabelOperationMetadata.class);
    }

    private static ResourceName name(Operation operation) {
        return ResourceName.read(operation.getName());
    }
}
