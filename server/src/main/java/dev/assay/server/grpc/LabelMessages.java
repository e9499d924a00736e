package dev.assay.server.grpc;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.assay.datalabeling.v1beta1.AnnotatedDataset;
import dev.assay.datalabeling.v1beta1.AnnotatedDatasetMetadata;
import dev.assay.datalabeling.v1beta1.HumanAnnotationConfig;
import dev.assay.datalabeling.v1beta1.LabelOperationMetadata;
import dev.assay.server.dataset.annotated.AnnotatedDatasets;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.labeling.LabelProgress;
import dev.assay.server.labeling.LabelRequest;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationError;
import dev.assay.server.operation.OperationKind;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.util.List;

/** How labeling appears. */
final class LabelMessages implements OperationMessages {
    private final AnnotatedDatasets annotatedDatasets;

    @Inject
    LabelMessages(AnnotatedDatasets annotatedDatasets) {
        this.annotatedDatasets = annotatedDatasets;
    }

    @Override
    public OperationKind kind() {
        return OperationKind.LABEL;
    }

    @Override
    public Message metadata(Operation operation, List<OperationError> partialFailures) {
        LabelRequest request = LabelRequest.read(operation.request());
        LabelOperationMetadata.Builder metadata = LabelOperationMetadata.newBuilder()
                .setProgressPercent(LabelProgress.read(operation.progress()).percent())
                .addAllPartialFailures(OperationProtos.statuses(partialFailures))
                .setCreateTime(Times.timestamp(operation.createTime()));
        addDetails(metadata, request.annotationType(), people(request.config()));
        return metadata.build();
    }

    private static HumanAnnotationConfig people(byte[] config) {
        try {
            return AnnotatedDatasetMetadata.parseFrom(config).getHumanAnnotationConfig();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored config cannot be read", e);
        }
    }

    private static void addDetails(
            LabelOperationMetadata.Builder metadata, AnnotationType type, HumanAnnotationConfig people) {
        switch (type) {
            case IMAGE_CLASSIFICATION_ANNOTATION, GENERAL_CLASSIFICATION_ANNOTATION ->
                metadata.getImageClassificationDetailsBuilder().setBasicConfig(people);
            case IMAGE_BOUNDING_BOX_ANNOTATION ->
                metadata.getImageBoundingBoxDetailsBuilder().setBasicConfig(people);
            case IMAGE_ORIENTED_BOUNDING_BOX_ANNOTATION ->
                metadata.getImageOrientedBoundingBoxDetailsBuilder().setBasicConfig(people);
            case IMAGE_BOUNDING_POLY_ANNOTATION ->
                metadata.getImageBoundingPolyDetailsBuilder().setBasicConfig(people);
            case IMAGE_POLYLINE_ANNOTATION ->
                metadata.getImagePolylineDetailsBuilder().setBasicConfig(people);
            case IMAGE_SEGMENTATION_ANNOTATION ->
                metadata.getImageSegmentationDetailsBuilder().setBasicConfig(people);
            case VIDEO_SHOTS_CLASSIFICATION_ANNOTATION ->
                metadata.getVideoClassificationDetailsBuilder().setBasicConfig(people);
            case VIDEO_OBJECT_DETECTION_ANNOTATION ->
                metadata.getVideoObjectDetectionDetailsBuilder().setBasicConfig(people);
            case VIDEO_OBJECT_TRACKING_ANNOTATION ->
                metadata.getVideoObjectTrackingDetailsBuilder().setBasicConfig(people);
            case VIDEO_EVENT_ANNOTATION ->
                metadata.getVideoEventDetailsBuilder().setBasicConfig(people);
            case TEXT_CLASSIFICATION_ANNOTATION ->
                metadata.getTextClassificationDetailsBuilder().setBasicConfig(people);
            case TEXT_ENTITY_EXTRACTION_ANNOTATION ->
                metadata.getTextEntityExtractionDetailsBuilder().setBasicConfig(people);
        }
    }

    /** The annotated dataset as it is now; its name alone once it is deleted. */
    @Override
    public Message response(Operation operation) {
        ResourceName name =
                requireNonNull(LabelProgress.read(operation.progress()).annotatedDataset());
        try {
            return AnnotatedDatasetProtos.message(annotatedDatasets.get(name));
        } catch (NotFound deleted) {
            return AnnotatedDataset.newBuilder().setName(name.toString()).build();
        }
    }
}
