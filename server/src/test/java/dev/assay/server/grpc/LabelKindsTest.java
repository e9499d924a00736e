package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.Operation;
import dev.assay.datalabeling.v1beta1.BoundingPolyConfig;
import dev.assay.datalabeling.v1beta1.EventConfig;
import dev.assay.datalabeling.v1beta1.HumanAnnotationConfig;
import dev.assay.datalabeling.v1beta1.ImageClassificationConfig;
import dev.assay.datalabeling.v1beta1.LabelImageRequest;
import dev.assay.datalabeling.v1beta1.LabelOperationMetadata;
import dev.assay.datalabeling.v1beta1.LabelTextRequest;
import dev.assay.datalabeling.v1beta1.LabelVideoRequest;
import dev.assay.datalabeling.v1beta1.ObjectDetectionConfig;
import dev.assay.datalabeling.v1beta1.ObjectTrackingConfig;
import dev.assay.datalabeling.v1beta1.PolylineConfig;
import dev.assay.datalabeling.v1beta1.SegmentationConfig;
import dev.assay.datalabeling.v1beta1.StringAggregationType;
import dev.assay.datalabeling.v1beta1.TextClassificationConfig;
import dev.assay.datalabeling.v1beta1.TextEntityExtractionConfig;
import dev.assay.datalabeling.v1beta1.VideoClassificationConfig;
import dev.assay.server.JobRequests;
import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.DataItem.Video;
import dev.assay.server.dataset.Holds;
import dev.assay.server.labeling.LabelingPlan;
import dev.assay.server.labeling.LabelingTasks;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.work.QuietWork;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of each kind of question. */
@ExtendWith(QuietWork.class)
class LabelKindsTest {
    private static final HumanAnnotationConfig PEOPLE = HumanAnnotationConfig.newBuilder()
            .setInstruction(JobRequests.PROJECT + "/instructions/known")
            .setAnnotatedDatasetDisplayName("seen")
            .build();

    @TempDir
    Path directory;

    private RunDoor door;
    private String animals;
    private String things;

    @BeforeEach
    void open() throws IOException {
        door = new RunDoor(directory, Duration.ZERO);
        door.stores().execute("""
                INSERT INTO instruction (id, project, display_name, description, data_type, document_uri,
                  create_time, update_time, complete_time)
                VALUES ('known', 'shop', 'known', '', 'TEXT', 'gs://b/known.pdf', 0, 0, 0)""");
        animals = specSet("cat", "dog");
        things = specSet("dog", "car");
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void imageFeatures_areAskedForAsTheySay() throws Exception {
        String parent = dataset(new Image("image/png", new byte[0], "gs://b/a"));
        ImageClassificationConfig labels = ImageClassificationConfig.newBuilder()
                .setAnnotationSpecSet(animals)
                .build();
        BoundingPolyConfig polys =
                BoundingPolyConfig.newBuilder().setAnnotationSpecSet(animals).build();
        LabelImageRequest base = LabelImageRequest.newBuilder()
                .setParent(parent)
                .setBasicConfig(PEOPLE)
                .build();

        assertThat(image(base.toBuilder()
                        .setFeature(LabelImageRequest.Feature.CLASSIFICATION)
                        .setImageClassificationConfig(labels)))
                .isEqualTo("IMAGE_CLASSIFICATION_ANNOTATION MAJORITY_VOTE image_classification_details");
        assertThat(image(base.toBuilder()
                        .setFeature(LabelImageRequest.Feature.CLASSIFICATION)
                        .setImageClassificationConfig(labels.toBuilder()
                                .setAllowMultiLabel(true)
                                .setAnswerAggregationType(StringAggregationType.UNANIMOUS_VOTE))))
                .isEqualTo("IMAGE_CLASSIFICATION_ANNOTATION UNANIMOUS_VOTE multi image_classification_details");
        assertThat(image(base.toBuilder()
                        .setFeature(LabelImageRequest.Feature.CLASSIFICATION)
                        .setImageClassificationConfig(
                                labels.toBuilder().setAnswerAggregationType(StringAggregationType.NO_AGGREGATION))))
                .isEqualTo("IMAGE_CLASSIFICATION_ANNOTATION NO_AGGREGATION image_classification_details");
        assertThat(image(base.toBuilder()
                        .setFeature(LabelImageRequest.Feature.BOUNDING_BOX)
                        .setBoundingPolyConfig(polys)))
                .isEqualTo("IMAGE_BOUNDING_BOX_ANNOTATION IN_TURN image_bounding_box_details");
        assertThat(image(base.toBuilder()
                        .setFeature(LabelImageRequest.Feature.ORIENTED_BOUNDING_BOX)
                        .setBoundingPolyConfig(polys)))
                .isEqualTo("IMAGE_ORIENTED_BOUNDING_BOX_ANNOTATION NO_AGGREGATION image_oriented_bounding_box_details");
        assertThat(image(base.toBuilder()
                        .setFeature(LabelImageRequest.Feature.BOUNDING_POLY)
                        .setBoundingPolyConfig(polys)))
                .isEqualTo("IMAGE_BOUNDING_POLY_ANNOTATION NO_AGGREGATION image_bounding_poly_details");
        assertThat(image(base.toBuilder()
                        .setFeature(LabelImageRequest.Feature.POLYLINE)
                        .setPolylineConfig(PolylineConfig.newBuilder().setAnnotationSpecSet(animals))))
                .isEqualTo("IMAGE_POLYLINE_ANNOTATION NO_AGGREGATION image_polyline_details");
        assertThat(image(base.toBuilder()
                        .setFeature(LabelImageRequest.Feature.SEGMENTATION)
                        .setSegmentationConfig(SegmentationConfig.newBuilder().setAnnotationSpecSet(animals))))
                .isEqualTo("IMAGE_SEGMENTATION_ANNOTATION NO_AGGREGATION image_segmentation_details");
    }

    @Test
    void textFeatures_areAskedForAsTheySay() throws Exception {
        LabelTextRequest base = texts().build();
        LabelTextRequest.Builder judged = base.toBuilder();
        judged.getTextClassificationConfigBuilder()
                .setAllowMultiLabel(true)
                .getSentimentConfigBuilder()
                .setEnableLabelSentimentSelection(true);
        LabelTextRequest.Builder spans = base.toBuilder()
                .setFeature(LabelTextRequest.Feature.TEXT_ENTITY_EXTRACTION)
                .setTextEntityExtractionConfig(
                        TextEntityExtractionConfig.newBuilder().setAnnotationSpecSet(animals));

        assertThat(text(base.toBuilder()))
                .isEqualTo("TEXT_CLASSIFICATION_ANNOTATION MAJORITY_VOTE text_classification_details");
        assertThat(text(judged))
                .isEqualTo("TEXT_CLASSIFICATION_ANNOTATION MAJORITY_VOTE multi sentiment text_classification_details");
        assertThat(text(spans))
                .isEqualTo("TEXT_ENTITY_EXTRACTION_ANNOTATION MAJORITY_VOTE text_entity_extraction_details");
    }

    @Test
    void textsAreForOneToFivePeople_videosForOneThreeOrFive() {
        for (int replicas = 1; replicas <= 5; replicas++) {
            LabelTextRequest.Builder request = texts();
            request.getBasicConfigBuilder().setReplicaCount(replicas);
            Operation begun = door.labeling().labelText(request.build());
            assertThat(plan(begun).replicaCount()).isEqualTo(replicas);
            cancel(begun);
        }
        LabelTextRequest.Builder six = texts();
        six.getBasicConfigBuilder().setReplicaCount(6);
        assertThat(JobDoor.blamed(() -> door.labeling().labelText(six.build())))
                .containsExactly("basic_config.replica_count");
        LabelVideoRequest.Builder two = videos();
        two.getBasicConfigBuilder().setReplicaCount(2);
        assertThat(JobDoor.blamed(() -> door.labeling().labelVideo(two.build())))
                .containsExactly("basic_config.replica_count");
    }

    @Test
    void videoFeatures_areKeptAsTheyAre() throws Exception {
        LabelVideoRequest base = videos().build();

        assertThat(video(base.toBuilder()))
                .isEqualTo("VIDEO_SHOTS_CLASSIFICATION_ANNOTATION NO_AGGREGATION multi video_classification_details");
        assertThat(video(base.toBuilder()
                        .setFeature(LabelVideoRequest.Feature.OBJECT_DETECTION)
                        .setObjectDetectionConfig(ObjectDetectionConfig.newBuilder()
                                .setAnnotationSpecSet(animals)
                                .setExtractionFrameRate(0.5))))
                .isEqualTo("VIDEO_OBJECT_DETECTION_ANNOTATION NO_AGGREGATION video_object_detection_details");
        assertThat(video(base.toBuilder()
                        .setFeature(LabelVideoRequest.Feature.OBJECT_TRACKING)
                        .setObjectTrackingConfig(
                                ObjectTrackingConfig.newBuilder().setAnnotationSpecSet(animals))))
                .isEqualTo("VIDEO_OBJECT_TRACKING_ANNOTATION NO_AGGREGATION video_object_tracking_details");
        assertThat(video(base.toBuilder()
                        .setFeature(LabelVideoRequest.Feature.EVENT)
                        .setEventConfig(EventConfig.newBuilder().addAnnotationSpecSets(animals))))
                .isEqualTo("VIDEO_EVENT_ANNOTATION NO_AGGREGATION video_event_details");
    }

    @Test
    void labelsOfSeveralSets_areOffered_eachOnce_andAllSetsHeld() {
        Operation begun = door.labeling().labelVideo(videos().build());

        assertThat(plan(begun).labelNames()).containsExactly("cat", "dog", "car");
        for (String set : List.of(animals, things)) {
            assertThat(door.get(Holds.class).holders(ResourceName.read(set)))
                    .containsExactly(ResourceName.read(begun.getName()));
        }
        cancel(begun);
        assertThat(door.get(Holds.class).holders(ResourceName.read(things))).isEmpty();
    }

    @Test
    void sets_areBlamedWhereTheyStand() {
        LabelVideoRequest.Builder labels = videos();
        labels.getVideoClassificationConfigBuilder()
                .addAnnotationSpecSetConfigsBuilder()
                .setAnnotationSpecSet("x");
        labels.getVideoClassificationConfigBuilder()
                .addAnnotationSpecSetConfigsBuilder()
                .setAnnotationSpecSet(animals);
        String path = "video_classification_config.annotation_spec_set_configs";
        assertThat(JobDoor.blamed(() -> door.labeling().labelVideo(labels.build())))
                .containsExactly(path + "[2].annotation_spec_set", path + "[3].annotation_spec_set");
        assertThat(JobDoor.blamed(() -> door.labeling()
                        .labelVideo(
                                videos().setVideoClassificationConfig(VideoClassificationConfig.getDefaultInstance())
                                        .build())))
                .containsExactly(path);

        LabelVideoRequest.Builder events = videos().setFeature(LabelVideoRequest.Feature.EVENT);
        events.getEventConfigBuilder().addAnnotationSpecSets(animals).addAnnotationSpecSets("x");
        assertThat(JobDoor.blamed(() -> door.labeling().labelVideo(events.build())))
                .containsExactly("event_config.annotation_spec_sets[1]");
        for (int i = 0; i < 10; i++) {
            events.getEventConfigBuilder().addAnnotationSpecSets("projects/p/annotationSpecSets/s" + i);
        }
        assertThat(JobDoor.blamed(() -> door.labeling().labelVideo(events.build())))
                .containsExactly("event_config.annotation_spec_sets");
    }

    @Test
    void frameRate_mustBeARate() {
        for (double rate : List.of(0.0, -1.0, 1_001.0, Double.NaN, Double.POSITIVE_INFINITY)) {
            assertThat(JobDoor.blamed(() -> door.labeling()
                            .labelVideo(videos().setFeature(LabelVideoRequest.Feature.OBJECT_DETECTION)
                                    .setObjectDetectionConfig(ObjectDetectionConfig.newBuilder()
                                            .setAnnotationSpecSet(animals)
                                            .setExtractionFrameRate(rate))
                                    .build())))
                    .as("%s", rate)
                    .containsExactly("object_detection_config.extraction_frame_rate");
        }
    }

    @Test
    void otherConfigsThanTheFeatures_areRefused() {
        assertThat(JobDoor.blamed(() -> door.labeling()
                        .labelText(texts().setFeature(LabelTextRequest.Feature.TEXT_ENTITY_EXTRACTION)
                                .build())))
                .containsExactly("text_classification_config");
        assertThat(JobDoor.blamed(() -> door.labeling()
                        .labelVideo(videos().setFeature(LabelVideoRequest.Feature.EVENT)
                                .build())))
                .containsExactly("video_classification_config");
        assertThat(JobDoor.blamed(() -> door.labeling()
                        .labelText(texts().clearTextClassificationConfig().build())))
                .containsExactly("text_classification_config");
        assertThat(JobDoor.blamed(() -> door.labeling().labelVideo(LabelVideoRequest.getDefaultInstance())))
                .containsExactly("parent", "feature", "basic_config", "request_config");
    }

    @Test
    void itemsOfAnotherType_areRefused() {
        JobDoor.failure(
                Code.FAILED_PRECONDITION,
                () -> door.labeling()
                        .labelVideo(videos().setParent(dataset(new Text("a"))).build()));
        JobDoor.failure(
                Code.FAILED_PRECONDITION,
                () -> door.labeling()
                        .labelText(texts().setParent(dataset(new Video("video/mp4", "gs://b/a")))
                                .build()));
    }

    // --- helping hands --------------------------------------------------------------------------------------------

    private LabelTextRequest.Builder texts() {
        return LabelTextRequest.newBuilder()
                .setParent(dataset(new Text("a")))
                .setBasicConfig(PEOPLE)
                .setFeature(LabelTextRequest.Feature.TEXT_CLASSIFICATION)
                .setTextClassificationConfig(
                        TextClassificationConfig.newBuilder().setAnnotationSpecSet(animals));
    }

    /** About two label sets, of which the second allows several labels. */
    private LabelVideoRequest.Builder videos() {
        LabelVideoRequest.Builder request = LabelVideoRequest.newBuilder()
                .setParent(dataset(new Video("video/mp4", "gs://b/a")))
                .setBasicConfig(PEOPLE)
                .setFeature(LabelVideoRequest.Feature.CLASSIFICATION);
        request.getVideoClassificationConfigBuilder()
                .addAnnotationSpecSetConfigsBuilder()
                .setAnnotationSpecSet(animals);
        request.getVideoClassificationConfigBuilder()
                .addAnnotationSpecSetConfigsBuilder()
                .setAnnotationSpecSet(things)
                .setAllowMultiLabel(true);
        return request;
    }

    private String image(LabelImageRequest.Builder request) throws IOException {
        return told(door.labeling().labelImage(request.build()));
    }

    private String text(LabelTextRequest.Builder request) throws IOException {
        return told(door.labeling().labelText(request.build()));
    }

    private String video(LabelVideoRequest.Builder request) throws IOException {
        return told(door.labeling().labelVideo(request.build()));
    }

    /** What people are asked, and which details the operation shows; makes way for the next. */
    private String told(Operation begun) throws IOException {
        LabelingPlan plan = plan(begun);
        LabelOperationMetadata metadata = begun.getMetadata().unpack(LabelOperationMetadata.class);
        assertThat(metadata.getAllFields().values())
                .as("the details")
                .anySatisfy(details -> assertThat(details.toString()).contains("display_name: \"seen\""));
        cancel(begun);
        return plan.annotationType()
                + " " + plan.aggregation()
                + (plan.multiLabel() ? " multi" : "")
                + (plan.sentiment() ? " sentiment" : "")
                + " " + metadata.getDetailsCase().name().toLowerCase(Locale.ROOT);
    }

    private LabelingPlan plan(Operation begun) {
        return door.get(LabelingTasks.class)
                .get(LabelingTasks.taskOf(ResourceName.read(begun.getName())))
                .plan();
    }

    private void cancel(Operation begun) {
        var unused = door.operations()
                .cancelOperation(CancelOperationRequest.newBuilder()
                        .setName(begun.getName())
                        .build());
    }

    private String dataset(Payload item) {
        return door.annotatedSets().dataset(List.of(item)).toString();
    }

    private String specSet(String... labels) {
        return door.labeling()
                .createAnnotationSpecSet(JobRequests.specSet(labels))
                .getName();
    }
}
