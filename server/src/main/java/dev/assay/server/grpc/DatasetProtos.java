package dev.assay.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.assay.datalabeling.v1beta1.DataItem;
import dev.assay.datalabeling.v1beta1.DataType;
import dev.assay.datalabeling.v1beta1.Dataset;
import dev.assay.datalabeling.v1beta1.ImagePayload;
import dev.assay.datalabeling.v1beta1.ImportDataRequest;
import dev.assay.datalabeling.v1beta1.InputConfig;
import dev.assay.datalabeling.v1beta1.TextPayload;
import dev.assay.datalabeling.v1beta1.VideoPayload;
import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.DataItem.Video;
import dev.assay.server.dataset.DatasetDraft;
import dev.assay.server.dataset.Held;
import dev.assay.server.dataset.transfer.ImportDraft;
import dev.assay.server.vocabulary.ResourceName;
import java.util.List;

/** Datasets and their items, as messages and as domain records. */
final class DatasetProtos {
    private DatasetProtos() {}

    static DatasetDraft draft(Dataset message) {
        return new DatasetDraft(message.getDisplayName(), message.getDescription());
    }

    static ImportDraft draft(ImportDataRequest request) {
        InputConfig config = request.getInputConfig();
        return new ImportDraft(
                request.getName(),
                typeName(config),
                config.hasGcsSource()
                        ? new ImportDraft.File(
                                config.getGcsSource().getInputUri(),
                                config.getGcsSource().getMimeType())
                        : null,
                config.hasBigquerySource() ? config.getBigquerySource().getInputUri() : null,
                config.hasTextMetadata() ? config.getTextMetadata().getLanguageCode() : null,
                request.getUserEmailAddress(),
                config.toByteArray());
    }

    private static String typeName(InputConfig config) {
        DataType type = config.getDataType();
        return type == DataType.UNRECOGNIZED ? Integer.toString(config.getDataTypeValue()) : type.name();
    }

    static Dataset message(dev.assay.server.dataset.Dataset dataset) {
        return message(new Held<>(dataset, List.of()));
    }

    static Dataset message(Held<dev.assay.server.dataset.Dataset> held) {
        dev.assay.server.dataset.Dataset dataset = held.resource();
        Dataset.Builder message = Dataset.newBuilder()
                .setName(dataset.name().toString())
                .setDisplayName(dataset.displayName())
                .setDescription(dataset.description())
                .setCreateTime(Times.timestamp(dataset.createTime()))
                .setDataItemCount(dataset.itemCount())
                .addAllBlockingResources(
                        held.holders().stream().map(ResourceName::toString).toList());
        dataset.inputConfigs().forEach(kept -> message.addInputConfigs(inputConfig(kept)));
        return message.build();
    }

    static DataItem message(dev.assay.server.dataset.DataItem item) {
        DataItem.Builder message = DataItem.newBuilder().setName(item.name().toString());
        if (item.payload() instanceof Image image) {
            message.setImagePayload(image(image));
        } else if (item.payload() instanceof Text text) {
            message.setTextPayload(text(text));
        } else if (item.payload() instanceof Video video) {
            message.setVideoPayload(video(video));
        }
        return message.build();
    }

    static ImagePayload image(Image image) {
        return ImagePayload.newBuilder()
                .setMimeType(image.mimeType())
                .setImageThumbnail(ByteString.copyFrom(image.thumbnail()))
                .setImageUri(image.uri())
                .build();
    }

    static TextPayload text(Text text) {
        return TextPayload.newBuilder().setTextContent(text.content()).build();
    }

    /** Only that there is a video, and where: nobody has looked into it. */
    static VideoPayload video(Video video) {
        return VideoPayload.newBuilder()
                .setMimeType(video.mimeType())
                .setVideoUri(video.uri())
                .build();
    }

    private static InputConfig inputConfig(byte[] kept) {
        try {
            return InputConfig.parseFrom(kept);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a kept input config is not one", e);
        }
    }
}
