package dev.assay.server.labeling.checks;

import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.Payload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** The size of a picture in pixels, where it is known. */
record PictureSize(long width, long height) {
    static final long UNKNOWN = Long.MAX_VALUE;

    /** Of what is measured in parts of itself. */
    static final PictureSize ONE = new PictureSize(1, 1);

    private static final PictureSize NOT_KNOWN = new PictureSize(UNKNOWN, UNKNOWN);

    /** Thumbnails of larger pictures have a side of this length. */
    private static final int THUMBNAIL_SIDE = 256;

    /** The size of an item's picture: a thumbnail that is smaller than thumbnails can be is the picture itself. */
    static PictureSize of(Payload payload) {
        PictureSize size = payload instanceof Image image ? ofThumbnail(image.thumbnail()) : NOT_KNOWN;
        return Math.max(size.width, size.height) < THUMBNAIL_SIDE ? size : NOT_KNOWN;
    }

    boolean isKnown() {
        return width != UNKNOWN;
    }

    private static PictureSize ofThumbnail(byte[] thumbnail) {
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(thumbnail))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                return NOT_KNOWN;
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(stream, true, true);
                return new PictureSize(reader.getWidth(0), reader.getHeight(0));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException unreadable) {
            return NOT_KNOWN;
        }
    }
}
