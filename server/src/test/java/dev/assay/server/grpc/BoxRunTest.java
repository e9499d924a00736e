package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.assay.datalabeling.v1beta1.Annotation;
import dev.assay.datalabeling.v1beta1.AnnotationType;
import dev.assay.datalabeling.v1beta1.BoundingPoly;
import dev.assay.datalabeling.v1beta1.Evaluation;
import dev.assay.datalabeling.v1beta1.EvaluationConfig;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.ImageBoundingPolyAnnotation;
import dev.assay.datalabeling.v1beta1.NormalizedBoundingPoly;
import dev.assay.datalabeling.v1beta1.NormalizedVertex;
import dev.assay.datalabeling.v1beta1.PrCurve;
import dev.assay.datalabeling.v1beta1.PrCurve.ConfidenceMetricsEntry;
import dev.assay.datalabeling.v1beta1.SearchEvaluationsRequest;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsRequest;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsResponse.ExampleComparison;
import dev.assay.datalabeling.v1beta1.Vertex;
import dev.assay.server.JobRequests;
import dev.assay.v1.Answer;
import dev.assay.v1.DetectionReport;
import dev.assay.v1.EvaluationReport;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.LeaseQuestionRequest;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.Prediction;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.Run;
import dev.assay.v1.RunEvaluationJobRequest;
import dev.assay.v1.SubmitAnswerRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs about boxes over the wire: from the predictions that are logged to what clients are shown. */
class BoxRunTest {
    private static final String VERSION = JobRequests.modelVersion("boxes", "v1");
    private static final List<String> PEOPLE = List.of("ann@example.com", "ben@example.com", "cid@example.com");
    private static final String HERE = "{'x_min':0.25,'y_min':0.25,'x_max':0.5,'y_max':0.75}";
    private static final String NOTHING = "{'labels':[],'box':[]}";
    private static final String THERE = "{'x_min':0.5,'y_min':0,'x_max':1,'y_max':0.25}";

    @TempDir
    Path directory;

    private RunDoor door;
    private String job = "";

    @BeforeEach
    void open() throws IOException {
        door = new RunDoor(directory, Duration.ZERO);
    }

    @AfterEach
    void close() {
        door.close();
    }

    /** 0.6 as a float is another number than as a double. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.6, 0.9, 1.0})
    void run_overGeneratedImages_showsTheFiguresOfCoco(double iouThreshold) throws IOException {
        JsonObject given = generated(iouThreshold);
        List<String> labels = given.getAsJsonArray("labels").asList().stream()
                .map(JsonElement::getAsString)
                .toList();
        JsonObject expected = given.getAsJsonObject("expected");
        create(labels, (float) iouThreshold);
        int number = 0;
        for (JsonElement each : given.getAsJsonArray("images")) {
            JsonArray image = each.getAsJsonArray();
            sample("image" + number++, object(labels, image.get(1), 2), object(labels, image.get(0), 1));
        }

        Run run = startAndDrive();

        assertThat(run.getState()).isEqualTo(Run.State.SUCCEEDED);
        Evaluation all = search("").get(0);
        assertThat(all.getName()).isEqualTo(run.getEvaluation());
        assertThat(all.getEvaluatedItemCount()).isEqualTo(number);
        assertCurve(all, expected, 0);
        PrCurve curve = curve(all);
        assertThat(curve.getMeanAveragePrecision())
                .isEqualTo((float) expected.get("mean_average_precision").getAsDouble());
        assertThat(curve.getAreaUnderCurve())
                .isEqualTo((float) expected.get("area_under_curve").getAsDouble());
        for (int label = 0; label < labels.size(); label++) {
            List<Evaluation> found = search("annotation_spec.display_name = " + labels.get(label));
            JsonElement precision = expected.getAsJsonArray("average_precision").get(label);
            assertThat(found).hasSize(precision.isJsonNull() ? 0 : 1);
            for (Evaluation evaluation : found) {
                assertCurve(evaluation, expected, label + 1);
                assertThat(curve(evaluation).getAnnotationSpec().getDisplayName())
                        .isEqualTo(labels.get(label));
                assertThat(curve(evaluation).getMeanAveragePrecision())
                        .isEqualTo(curve(evaluation).getAreaUnderCurve())
                        .isEqualTo((float) precision.getAsDouble());
            }
        }
        DetectionReport report = door.report(run.getEvaluation()).getDetection();
        assertThat(report.getIouThreshold()).isEqualTo(iouThreshold);
        assertThat(report.getMeanAveragePrecision())
                .isCloseTo(expected.get("mean_average_precision").getAsDouble(), within(1e-9));
        assertThat(report.getAggregate().getAveragePrecision())
                .isCloseTo(expected.get("area_under_curve").getAsDouble(), within(1e-9));
    }

    private static void assertCurve(Evaluation evaluation, JsonObject expected, int row) {
        List<ConfidenceMetricsEntry> entries = curve(evaluation).getConfidenceMetricsEntriesList();
        assertThat(entries).hasSize(23);
        double positives = 0;
        JsonArray byLabel = expected.getAsJsonArray("positives");
        for (int label = 0; label < byLabel.size(); label++) {
            positives += row == 0 || row == label + 1 ? byLabel.get(label).getAsDouble() : 0;
        }
        for (int i = 0; i < entries.size(); i++) {
            ConfidenceMetricsEntry entry = entries.get(i);
            int percent = i < 19 ? 5 * (i + 1) : 95 + i - 18;
            assertThat(entry.getConfidenceThreshold()).isEqualTo(percent / 100f);
            assertThat(entry.getRecall()).isEqualTo((float) (count(expected, "all", row, i + 1) / positives));
            assertThat(entry.getRecallAt1()).isEqualTo((float) (count(expected, "at1", row, i + 1) / positives));
            assertThat(entry.getRecallAt5()).isEqualTo((float) (count(expected, "at5", row, i + 1) / positives));
            assertThat(entry.getPrecision()).isEqualTo(precision(expected, "all", row, i + 1));
            assertThat(entry.getPrecisionAt1()).isEqualTo(precision(expected, "at1", row, i + 1));
            assertThat(entry.getPrecisionAt5()).isEqualTo(precision(expected, "at5", row, i + 1));
        }
    }

    private static float precision(JsonObject expected, String part, int row, int at) {
        double retrieved = count(expected, part, row, 0);
        return retrieved == 0 ? 1 : (float) (count(expected, part, row, at) / retrieved);
    }

    private static double count(JsonObject expected, String part, int row, int at) {
        return expected.getAsJsonArray(part).get(row).getAsJsonArray().get(at).getAsDouble();
    }

    @Test
    void evaluation_carriesTheJobsConfig_andNoClassification() {
        create(List.of("cat", "dog"), 0.75f);
        sample("p1", found("cat", 0.9, HERE), truth("cat", HERE));

        Run run = startAndDrive();

        Evaluation evaluation = search("").get(0);
        assertThat(evaluation.getAnnotationType()).isEqualTo(AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION);
        EvaluationConfig config = evaluation.getConfig();
        assertThat(config.getBoundingBoxEvaluationOptions().getIouThreshold()).isEqualTo(0.75f);
        assertThat(evaluation.getEvaluationMetrics().hasObjectDetectionMetrics())
                .isTrue();
        assertThat(evaluation.getEvaluationMetrics().hasClassificationMetrics()).isFalse();
        EvaluationReport report = door.report(run.getEvaluation());
        assertThat(report.hasClassification()).isFalse();
        assertThat(report.getDetection().getAggregate().getScoreEntriesList()).hasSize(24);
        assertThat(report.getDetection().getAggregate().getIouEntriesList()).hasSize(23);
        assertThat(report.getDetection().getLabelsList()).singleElement().satisfies(label -> {
            assertThat(label.getLabel()).isEqualTo("cat");
            assertThat(label.getPositiveCount()).isEqualTo(1);
        });
    }

    @Test
    void comparisons_showBoxesBesideEachOther_wrongImagesFirst() {
        create(List.of("cat", "dog"), 0.5f);
        sample("right", found("cat", 0.75, HERE), truth("cat", HERE));
        sample("empty", found("dog", 0.5, THERE), NOTHING);
        String pixels = "{'top_left':{'x':10.4,'y':20},'bottom_right':{'x':30,'y':40.6}}";
        sample("missed", "{'labels':[],'scores':[],'box':[]}", truth("dog", pixels));

        List<ExampleComparison> comparisons = compare(startAndDrive());

        assertThat(comparisons).hasSize(3);
        ExampleComparison missed = comparisons.get(0);
        assertThat(missed.getModelCreatedExamplesCount()).isZero();
        assertThat(box(missed.getGroundTruthExample().getAnnotations(0))
                        .getBoundingPoly()
                        .getVerticesList())
                .containsExactly(pixel(10, 20), pixel(30, 20), pixel(30, 41), pixel(10, 41));
        ExampleComparison empty = comparisons.get(1);
        assertThat(empty.getGroundTruthExample().getAnnotationsList()).isEmpty();
        Annotation given = empty.getModelCreatedExamples(0).getAnnotations(0);
        assertThat(given.getAnnotationMetadata().getOperatorMetadata().getScore())
                .isEqualTo(0.5f);
        assertThat(given.getName()).startsWith(empty.getGroundTruthExample().getName() + "/annotations/");
        assertThat(box(given).getAnnotationSpec().getDisplayName()).isEqualTo("dog");
        ExampleComparison right = comparisons.get(2);
        ImageBoundingPolyAnnotation truth = box(right.getGroundTruthExample().getAnnotations(0));
        assertThat(truth.getNormalizedBoundingPoly().getNormalizedVerticesList())
                .containsExactly(part(0.25f, 0.25f), part(0.5f, 0.25f), part(0.5f, 0.75f), part(0.25f, 0.75f));
        assertThat(box(right.getModelCreatedExamples(0).getAnnotations(0))).isEqualTo(truth);
        assertThat(right.getGroundTruthExample().getImagePayload().getImageUri())
                .isEqualTo("gs://pictures/right.jpg");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void run_asksPeopleForBoxes_andEvaluatesWhatTheyDrew(int replicas) throws IOException {
        String instruction = door.instruction();
        create(List.of("cat", "dog"), 0.5f, boxes -> asking(boxes, instruction, replicas));
        predict("drawn", found("cat", 0.9, HERE));
        predict("empty", found("dog", 0.8, HERE));
        predict("pixels", found("dog", 0.7, "{'x_min':10,'y_min':20,'x_max':30,'y_max':40}"));
        predict("mixed", found("dog", 0.6, HERE));
        sample("known", found("cat", 0.5, HERE), truth("cat", HERE));

        Run asking = startAndDrive();
        assertThat(asking.getState()).isEqualTo(Run.State.LABELING);
        answer(
                asking,
                Map.of(
                        "drawn",
                        List.of(part("cat")),
                        "pixels",
                        List.of(pixels("dog")),
                        "empty",
                        List.of(),
                        "mixed",
                        List.of(part("cat"), pixels("dog"))));
        door.drive();

        Run run = door.run(asking.getName());
        assertThat(run.getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(run.getLabeling().getAgreedItemCount()).isEqualTo(3);
        assertThat(run.getLabeling().getUnsettledItemCount()).isEqualTo(1);
        assertThat(
                        door.stores()
                                .texts(
                                        "SELECT groundtruth FROM \"samples.boxes\" WHERE groundtruth IS NOT NULL ORDER BY row_id"))
                .containsExactly(
                        "{'predictions':[{'labels':['cat'],'box':[{'x_min':0.1,'y_min':0.2,'x_max':0.6,'y_max':0.7}]}]}"
                                .replace('\'', '"'),
                        "{\"predictions\":[{\"labels\":[],\"box\":[]}]}",
                        "{'predictions':[{'labels':['dog'],'box':[{'x_min':10.0,'y_min':20.0,'x_max':30.0,'y_max':40.0}]}]}"
                                .replace('\'', '"'),
                        truth("cat", HERE).replace('\'', '"'));
        DetectionReport report = door.report(run.getEvaluation()).getDetection();
        assertThat(report.getAggregate().getPositiveCount()).isEqualTo(3);
        assertThat(report.getAggregate().getIouEntries(0).getAll().getTruePositiveCount())
                .isEqualTo(3);
        assertThat(report.getAggregate().getIouEntries(0).getAll().getRetrievedCount())
                .isEqualTo(4);
        assertThat(report.getNoTruthCount()).isEqualTo(1);
    }

    private static void asking(EvaluationJob.Builder job, String instruction, int replicas) {
        JobRequests.askingPeople(job, instruction)
                .getEvaluationJobConfigBuilder()
                .getHumanAnnotationConfigBuilder()
                .setReplicaCount(replicas)
                .addAllContributorEmails(PEOPLE);
    }

    /** Everybody who is asked says what is given for each image, by its id. */
    private void answer(Run run, Map<String, List<ImageBoundingPolyAnnotation>> said) {
        // Where people see what the one before drew, the first one may be asked when the last one is through.
        for (int round = 0; round < PEOPLE.size(); round++) {
            PEOPLE.forEach(person -> answer(run, person, said));
        }
    }

    private void answer(Run run, String person, Map<String, List<ImageBoundingPolyAnnotation>> said) {
        LeaseQuestionRequest next = LeaseQuestionRequest.newBuilder()
                .setParent(run.getLabeling().getTask())
                .setWorker(person)
                .build();
        for (var leased = door.desk().leaseQuestion(next);
                leased.hasQuestion();
                leased = door.desk().leaseQuestion(next)) {
            String uri = leased.getQuestion().getItem().getImagePayload().getImageUri();
            Answer.Builder answer = Answer.newBuilder();
            for (ImageBoundingPolyAnnotation box : said.get(uri.replaceAll(".*/|\\.jpg", ""))) {
                answer.addAnnotationsBuilder().getAnnotationValueBuilder().setImageBoundingPolyAnnotation(box);
            }
            var unused = door.desk()
                    .submitAnswer(SubmitAnswerRequest.newBuilder()
                            .setName(leased.getQuestion().getName())
                            .setWorker(person)
                            .setLeaseNumber(leased.getQuestion().getLeaseNumber())
                            .setAnswer(answer)
                            .build());
        }
    }

    private static ImageBoundingPolyAnnotation part(String label) {
        return ImageBoundingPolyAnnotation.newBuilder()
                .setAnnotationSpec(AnnotationProtos.spec(label))
                .setNormalizedBoundingPoly(NormalizedBoundingPoly.newBuilder()
                        .addNormalizedVertices(part(0.1f, 0.2f))
                        .addNormalizedVertices(part(0.6f, 0.7f)))
                .build();
    }

    private static ImageBoundingPolyAnnotation pixels(String label) {
        return ImageBoundingPolyAnnotation.newBuilder()
                .setAnnotationSpec(AnnotationProtos.spec(label))
                .setBoundingPoly(BoundingPoly.newBuilder()
                        .addVertices(pixel(10, 20))
                        .addVertices(pixel(30, 20))
                        .addVertices(pixel(30, 40))
                        .addVertices(pixel(10, 40)))
                .build();
    }

    @Test
    void run_overUnusableBoxes_failsNamingWhatIsWrong() {
        create(List.of("cat"), 0.5f);
        sample("p1", found("cat", 0.9, "{'x_min':2,'y_min':0,'x_max':1,'y_max':1}"), NOTHING);

        Run run = startAndDrive();

        assertThat(run.getState()).isEqualTo(Run.State.FAILED);
        assertThat(run.getFailures(0).getStatus().getMessage()).contains("BOX_INVERTED", "predictions[0].box: ");
    }

    @Test
    void widen_meansTheShortestDecimal() {
        assertThat(Floats.widen(0.6f)).isEqualTo(0.6);
        assertThat(Floats.widen(0.5f)).isEqualTo(0.5);
        assertThat(Floats.widen(1f)).isEqualTo(1.0);
        assertThat(Floats.widen(1f / 3)).isEqualTo(0.33333334);
        for (int thousandth = 1; thousandth <= 1_000; thousandth++) {
            assertThat(Floats.widen(thousandth / 1_000f)).isEqualTo(thousandth / 1_000.0);
        }
    }

    // --- the way there --------------------------------------------------------------------------------------------

    private void create(List<String> labels, float iouThreshold) {
        create(labels, iouThreshold, boxes -> {});
    }

    private void create(List<String> labels, float iouThreshold, Consumer<EvaluationJob.Builder> change) {
        String specSet = door.labeling()
                .createAnnotationSpecSet(JobRequests.specSet(labels.toArray(String[]::new)))
                .getName();
        EvaluationJob.Builder boxes = JobRequests.boundingBoxes(specSet, VERSION);
        boxes.getEvaluationJobConfigBuilder()
                .getEvaluationConfigBuilder()
                .getBoundingBoxEvaluationOptionsBuilder()
                .setIouThreshold(iouThreshold);
        change.accept(boxes);
        job = door.labeling().createEvaluationJob(JobRequests.create(boxes)).getName();
    }

    private void predict(String id, String prediction) {
        assertThat(door.log()
                        .logPredictions(LogPredictionsRequest.newBuilder()
                                .setModelVersion(VERSION)
                                .addPredictions(Prediction.newBuilder()
                                        .setPredictionId(id)
                                        .setInstance("{\"image_uri\":\"gs://pictures/" + id + ".jpg\"}")
                                        .setPrediction(prediction.replace('\'', '"')))
                                .build())
                        .getSampled())
                .isEqualTo(1);
    }

    private void sample(String id, String prediction, String truth) {
        predict(id, prediction);
        assertThat(door.log()
                        .provideGroundTruth(ProvideGroundTruthRequest.newBuilder()
                                .setEvaluationJob(job)
                                .addGroundTruths(GroundTruth.newBuilder()
                                        .setPredictionId(id)
                                        .setGroundTruth(truth.replace('\'', '"')))
                                .build())
                        .getResults(0)
                        .getOutcome()
                        .name())
                .isEqualTo("APPLIED");
    }

    private Run startAndDrive() {
        Run started = door.runs()
                .runEvaluationJob(
                        RunEvaluationJobRequest.newBuilder().setName(job).build());
        door.drive();
        return door.run(started.getName());
    }

    private List<Evaluation> search(String filter) {
        return door.labeling()
                .searchEvaluations(SearchEvaluationsRequest.newBuilder()
                        .setParent(JobRequests.PROJECT)
                        .setFilter(filter)
                        .build())
                .getEvaluationsList();
    }

    private List<ExampleComparison> compare(Run run) {
        return door.labeling()
                .searchExampleComparisons(SearchExampleComparisonsRequest.newBuilder()
                        .setParent(run.getEvaluation())
                        .build())
                .getExampleComparisonsList();
    }

    private static PrCurve curve(Evaluation evaluation) {
        return evaluation.getEvaluationMetrics().getObjectDetectionMetrics().getPrCurve();
    }

    private static ImageBoundingPolyAnnotation box(Annotation annotation) {
        return annotation.getAnnotationValue().getImageBoundingPolyAnnotation();
    }

    private static Vertex pixel(int x, int y) {
        return Vertex.newBuilder().setX(x).setY(y).build();
    }

    private static NormalizedVertex part(float x, float y) {
        return NormalizedVertex.newBuilder().setX(x).setY(y).build();
    }

    private static String found(String label, double score, String box) {
        return "{'labels':'" + label + "','scores':" + score + ",'box':" + box + "}";
    }

    private static String truth(String label, String box) {
        return "{'labels':'" + label + "','box':" + box + "}";
    }

    /** The object of an image's boxes in the file of generated ones. */
    private static String object(List<String> labels, JsonElement boxes, int cornersFrom) {
        JsonObject object = new JsonObject();
        for (String key : List.of("labels", "scores", "box")) {
            object.add(key, new JsonArray());
        }
        for (JsonElement each : boxes.getAsJsonArray()) {
            JsonArray numbers = each.getAsJsonArray();
            int label = numbers.get(0).getAsInt();
            object.getAsJsonArray("labels").add(label < labels.size() ? labels.get(label) : "outside");
            object.getAsJsonArray("scores").add(numbers.get(1));
            JsonObject box = new JsonObject();
            box.add("x_min", numbers.get(cornersFrom));
            box.add("y_min", numbers.get(cornersFrom + 1));
            box.add("x_max", numbers.get(cornersFrom + 2));
            box.add("y_max", numbers.get(cornersFrom + 3));
            object.getAsJsonArray("box").add(box);
        }
        return object.toString();
    }

    /** The last case of this threshold; see {@code DetectionReferenceTest}. */
    private static JsonObject generated(double iouThreshold) throws IOException {
        InputStream stream = Objects.requireNonNull(
                BoxRunTest.class.getResourceAsStream("/dev/assay/server/metrics/detection-cases.jsonl"));
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .filter(given -> given.get("iou_threshold").getAsDouble() == iouThreshold)
                    .reduce((first, second) -> second)
                    .orElseThrow();
        }
    }
}
