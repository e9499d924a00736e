package dev.assay.server.labeling.checks;

import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.annotated.Annotation.Segmentation;
import dev.assay.server.dataset.picture.Thumbnails;
import dev.assay.server.dataset.picture.UnreadablePicture;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Violations;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Checks a picture that colours an image by label. */
final class MaskCheck {
    private static final String MIME_TYPE = "image/png";
    private static final int MAX_BYTES = 2 << 20;
    private static final int MAX_COLORS = 256;
    private static final Pattern COLOR = Pattern.compile("[0-9a-f]{6}");

    /** In a PNG: where the header says the width; the height follows. */
    private static final int PLACE_OF_WIDTH = 16;

    private MaskCheck() {}

    static void check(Segmentation mask, String path, Supplier<Payload> item, Violations violations) {
        String colors = path + ".annotation_colors";
        int count = mask.colors().size();
        violations.require(
                count > 0 && count <= MAX_COLORS, colors, "must be 1 to " + MAX_COLORS + " colours, got " + count);
        mask.colors().keySet().stream()
                .filter(color -> !COLOR.matcher(color).matches())
                .sorted()
                .limit(MAX_COLORS)
                .forEach(color -> violations.add(
                        colors, "must have keys such as ff8000, in lower case, got " + Shown.value(color)));
        violations.require(
                mask.mimeType().equals(MIME_TYPE),
                path + ".mime_type",
                "must be " + MIME_TYPE + ", got " + Shown.value(mask.mimeType()));
        checkPicture(mask.picture(), path + ".image_bytes", item, violations);
    }

    private static void checkPicture(byte[] picture, String field, Supplier<Payload> item, Violations violations) {
        if (!violations.require(
                picture.length <= MAX_BYTES, field, "must be at most " + MAX_BYTES + " bytes, got " + picture.length)) {
            return;
        }
        try {
            if (!Thumbnails.require(picture).mimeType().equals(MIME_TYPE)) {
                violations.add(field, "must be a PNG");
                return;
            }
        } catch (UnreadablePicture unreadable) {
            violations.add(field, String.valueOf(unreadable.getMessage()));
            return;
        }
        ByteBuffer header = ByteBuffer.wrap(picture, PLACE_OF_WIDTH, 8);
        PictureSize size = new PictureSize(header.getInt(), header.getInt());
        PictureSize wanted = PictureSize.of(item.get());
        violations.require(
                !wanted.isKnown() || size.equals(wanted),
                field,
                "must be as large as the image, " + wanted.width() + " x " + wanted.height() + ", got " + size.width()
                        + " x " + size.height());
    }
}
