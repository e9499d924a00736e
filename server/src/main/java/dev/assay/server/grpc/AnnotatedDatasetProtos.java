package dev.assay.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.datalabeling.v1beta1.AnnotatedDataset;
import dev.assay.datalabeling.v1beta1.AnnotatedDatasetMetadata;
import dev.assay.datalabeling.v1beta1.AnnotationSource;
import dev.assay.datalabeling.v1beta1.AnnotationType;
import dev.assay.datalabeling.v1beta1.LabelStats;
import dev.assay.server.dataset.Held;
import dev.assay.server.vocabulary.ResourceName;
import java.util.List;

/** Annotated datasets as messages. */
final class AnnotatedDatasetProtos {
    private AnnotatedDatasetProtos() {}

    /** One that nobody holds. */
    static AnnotatedDataset message(dev.assay.server.dataset.annotated.AnnotatedDataset dataset) {
        return message(new Held<>(dataset, List.of()));
    }

    static AnnotatedDataset message(Held<dev.assay.server.dataset.annotated.AnnotatedDataset> held) {
        dev.assay.server.dataset.annotated.AnnotatedDataset dataset = held.resource();
        AnnotatedDataset.Builder message = AnnotatedDataset.newBuilder()
                .setName(dataset.name().toString())
                .setDisplayName(dataset.displayName())
                .setDescription(dataset.description())
                .setAnnotationSource(AnnotationSource.OPERATOR)
                .setAnnotationType(
                        AnnotationType.valueOf(dataset.annotationType().name()))
                .setExampleCount(dataset.exampleCount())
                .setCompletedExampleCount(dataset.completedExampleCount())
                .setLabelStats(LabelStats.newBuilder().putAllExampleCount(dataset.labelStats()))
                .setCreateTime(Times.timestamp(dataset.createTime()))
                .addAllBlockingResources(
                        held.holders().stream().map(ResourceName::toString).toList());
        if (dataset.metadata().length > 0) {
            message.setMetadata(metadata(dataset.metadata()));
        }
        return message.build();
    }

    private static AnnotatedDatasetMetadata metadata(byte[] kept) {
        try {
            return AnnotatedDatasetMetadata.parseFrom(kept);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("kept metadata is none", e);
        }
    }
}
