package dev.assay.server.grpc;

import com.google.protobuf.ByteString;
import dev.assay.datalabeling.v1beta1.Annotation;
import dev.assay.datalabeling.v1beta1.AnnotationMetadata;
import dev.assay.datalabeling.v1beta1.AnnotationSentiment;
import dev.assay.datalabeling.v1beta1.AnnotationSource;
import dev.assay.datalabeling.v1beta1.AnnotationSpec;
import dev.assay.datalabeling.v1beta1.AnnotationValue;
import dev.assay.datalabeling.v1beta1.Example;
import dev.assay.datalabeling.v1beta1.ImageClassificationAnnotation;
import dev.assay.datalabeling.v1beta1.ImageSegmentationAnnotation;
import dev.assay.datalabeling.v1beta1.ObjectTrackingFrame;
import dev.assay.datalabeling.v1beta1.OperatorMetadata;
import dev.assay.datalabeling.v1beta1.SequentialSegment;
import dev.assay.datalabeling.v1beta1.TextClassificationAnnotation;
import dev.assay.datalabeling.v1beta1.TextEntityExtractionAnnotation;
import dev.assay.datalabeling.v1beta1.TimeSegment;
import dev.assay.datalabeling.v1beta1.VideoClassificationAnnotation;
import dev.assay.datalabeling.v1beta1.VideoEventAnnotation;
import dev.assay.datalabeling.v1beta1.VideoObjectTrackingAnnotation;
import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.DataItem.Video;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.Annotation.Entity;
import dev.assay.server.dataset.annotated.Annotation.Frame;
import dev.assay.server.dataset.annotated.Annotation.Polygon;
import dev.assay.server.dataset.annotated.Annotation.Polyline;
import dev.assay.server.dataset.annotated.Annotation.Segment;
import dev.assay.server.dataset.annotated.Annotation.Segmentation;
import dev.assay.server.dataset.annotated.Annotation.Value;
import dev.assay.server.dataset.annotated.Annotation.VideoClassification;
import dev.assay.server.dataset.annotated.Annotation.VideoEvent;
import dev.assay.server.dataset.annotated.Annotation.VideoObject;
import dev.assay.server.dataset.annotated.Annotation.Votes;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.vocabulary.ResourceName;

/** Annotations as messages, and the examples that bear them; what clients send is read by {@link SentAnnotations}. */
final class AnnotationProtos {
    private AnnotationProtos() {}

    static Example message(dev.assay.server.dataset.annotated.Example example) {
        Example.Builder message = example(example.name(), example.payload());
        for (var annotation : example.annotations()) {
            message.addAnnotations(message(annotation, example.type())
                    .setName(name(example.name(), Integer.toString(message.getAnnotationsCount()))));
        }
        return message.build();
    }

    /** An example that bears nothing yet. */
    static Example.Builder example(ResourceName name, Payload payload) {
        Example.Builder message = Example.newBuilder().setName(name.toString());
        if (payload instanceof Image image) {
            message.setImagePayload(DatasetProtos.image(image));
        } else if (payload instanceof Text text) {
            message.setTextPayload(DatasetProtos.text(text));
        } else if (payload instanceof Video video) {
            message.setVideoPayload(DatasetProtos.video(video));
        }
        return message;
    }

    /** The name of an annotation below its example. */
    static String name(ResourceName example, String id) {
        return example + "/annotations/" + id;
    }

    /** What people, or the owner of the data, said; without a name. */
    static Annotation.Builder message(dev.assay.server.dataset.annotated.Annotation annotation, AnnotationType type) {
        Annotation.Builder message = Annotation.newBuilder()
                .setAnnotationSource(AnnotationSource.OPERATOR)
                .setAnnotationValue(value(annotation.value(), type));
        if (annotation.sentiment() != null) {
            message.setAnnotationSentiment(
                    AnnotationSentiment.valueOf(annotation.sentiment().name()));
        }
        if (annotation.votes() != null) {
            message.setAnnotationMetadata(
                    AnnotationMetadata.newBuilder().setOperatorMetadata(votes(annotation.votes())));
        }
        return message;
    }

    private static OperatorMetadata votes(Votes votes) {
        return OperatorMetadata.newBuilder()
                .setScore((float) votes.score())
                .setTotalVotes(votes.total())
                .setLabelVotes(votes.agreeing())
                .addAllComments(votes.comments())
                .build();
    }

    static AnnotationSpec spec(String label) {
        return AnnotationSpec.newBuilder().setDisplayName(label).build();
    }

    /** A label; that of general data shows as one of a text, since the contract has no other place for it. */
    static AnnotationValue classification(String label, AnnotationType type) {
        AnnotationValue.Builder message = AnnotationValue.newBuilder();
        if (type == AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION) {
            message.setImageClassificationAnnotation(
                    ImageClassificationAnnotation.newBuilder().setAnnotationSpec(spec(label)));
        } else {
            message.setTextClassificationAnnotation(
                    TextClassificationAnnotation.newBuilder().setAnnotationSpec(spec(label)));
        }
        return message.build();
    }

    static AnnotationValue value(Value value, AnnotationType type) {
        if (value instanceof Classification classification) {
            return classification(classification.label(), type);
        }
        AnnotationValue.Builder message = AnnotationValue.newBuilder();
        if (value instanceof Polygon area) {
            message.setImageBoundingPolyAnnotation(ShapeProtos.message(area));
        } else if (value instanceof Polyline line) {
            message.setImagePolylineAnnotation(ShapeProtos.message(line));
        } else if (value instanceof Segmentation segmentation) {
            message.setImageSegmentationAnnotation(segmentation(segmentation));
        } else if (value instanceof Entity entity) {
            message.setTextEntityExtractionAnnotation(TextEntityExtractionAnnotation.newBuilder()
                    .setAnnotationSpec(spec(entity.label()))
                    .setSequentialSegment(SequentialSegment.newBuilder()
                            .setStart(entity.start())
                            .setEnd(entity.end())));
        } else if (value instanceof VideoClassification classification) {
            message.setVideoClassificationAnnotation(VideoClassificationAnnotation.newBuilder()
                    .setAnnotationSpec(spec(classification.label()))
                    .setTimeSegment(segment(classification.segment())));
        } else if (value instanceof VideoEvent event) {
            message.setVideoEventAnnotation(VideoEventAnnotation.newBuilder()
                    .setAnnotationSpec(spec(event.label()))
                    .setTimeSegment(segment(event.segment())));
        } else if (value instanceof VideoObject object) {
            message.setVideoObjectTrackingAnnotation(object(object));
        } else {
            throw new IllegalStateException("no message for " + value);
        }
        return message.build();
    }

    private static ImageSegmentationAnnotation segmentation(Segmentation segmentation) {
        ImageSegmentationAnnotation.Builder message = ImageSegmentationAnnotation.newBuilder()
                .setMimeType(segmentation.mimeType())
                .setImageBytes(ByteString.copyFrom(segmentation.picture()));
        segmentation.colors().forEach((color, label) -> message.putAnnotationColors(color, spec(label)));
        return message.build();
    }

    private static VideoObjectTrackingAnnotation object(VideoObject object) {
        VideoObjectTrackingAnnotation.Builder message =
                VideoObjectTrackingAnnotation.newBuilder().setAnnotationSpec(spec(object.label()));
        if (object.segment() != null) {
            message.setTimeSegment(segment(object.segment()));
        }
        for (Frame frame : object.frames()) {
            ObjectTrackingFrame.Builder seen =
                    ObjectTrackingFrame.newBuilder().setTimeOffset(Times.duration(frame.offset()));
            if (frame.normalized()) {
                seen.setNormalizedBoundingPoly(ShapeProtos.normalizedArea(frame.vertices()));
            } else {
                seen.setBoundingPoly(ShapeProtos.area(frame.vertices()));
            }
            message.addObjectTrackingFrames(seen);
        }
        return message.build();
    }

    private static TimeSegment segment(Segment segment) {
        return TimeSegment.newBuilder()
                .setStartTimeOffset(Times.duration(segment.start()))
                .setEndTimeOffset(Times.duration(segment.end()))
                .build();
    }
}
