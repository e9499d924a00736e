package dev.assay.server.dataset;

import dev.assay.server.dataset.DataItem.Image;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Small pictures of big ones. A picture that cannot be read, or is too big to be, has none; that is never a failure. */
final class Thumbnails {
    private static final int MAX_SIDE = 256;
    /** Read from the header before anything is decoded: a few bytes may claim to be a picture of gigabytes. */
    private static final long MAX_PIXELS = 40_000_000;
    /** Pictures that are small already are shown as they came. */
    private static final int MAX_BYTES_UNCHANGED = 64 << 10;

    private static final byte[] NONE = new byte[0];
    private static final String PNG = "image/png";
    private static final String JPEG = "image/jpeg";
    private static final Map<String, String> TYPE_OF_EXTENSION = Map.of(
            "png",
            PNG,
            "jpg",
            JPEG,
            "jpeg",
            JPEG,
            "gif",
            "image/gif",
            "bmp",
            "image/bmp",
            "webp",
            "image/webp",
            "tif",
            "image/tiff",
            "tiff",
            "image/tiff");

    private Thumbnails() {}

    /** The picture in these bytes: the type that its first bytes tell, and a thumbnail if it can be decoded. */
    static Image of(byte[] bytes) {
        String type = typeOf(bytes);
        return new Image(type, type.isEmpty() ? NONE : thumbnail(bytes, type), "");
    }

    /** The type that a file's name promises; empty if it promises none. */
    static String mimeTypeOfName(String uri) {
        String path = uri.split("[?#]", 2)[0];
        String extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPE_OF_EXTENSION.getOrDefault(extension, "");
    }

    private static String typeOf(byte[] bytes) {
        String start = new String(bytes, 0, Math.min(bytes.length, 12), StandardCharsets.ISO_8859_1);
        if (start.startsWith("\u0089PNG\r\n\u001a\n")) {
            return PNG;
        } else if (start.startsWith("\u00ff\u00d8\u00ff")) {
            return JPEG;
        } else if (start.startsWith("GIF8")) {
            return "image/gif";
        } else if (start.startsWith("BM")) {
            return "image/bmp";
        } else if (start.startsWith("RIFF") && start.endsWith("WEBP")) {
            return "image/webp";
        } else if (start.startsWith("II*\0") || start.startsWith("MM\0*")) {
            return "image/tiff";
        }
        return "";
    }

    private static byte[] thumbnail(byte[] bytes, String type) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByMIMEType(type);
        if (!readers.hasNext()) {
            return NONE;
        }
        ImageReader reader = readers.next();
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(stream, true, true);
            return thumbnail(reader, bytes, type);
        } catch (IOException | RuntimeException unreadable) {
            // Decoders answer broken pictures with exceptions of every kind.
            return NONE;
        } finally {
            reader.dispose();
        }
    }

    private static byte[] thumbnail(ImageReader reader, byte[] bytes, String type) throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if ((long) width * height > MAX_PIXELS) {
            return NONE;
        }
        // Decoding every n-th pixel only keeps a big picture out of the heap; twice the final size is left to smooth.
        int step = Math.max(1, Math.max(width, height) / (2 * MAX_SIDE));
        ImageReadParam every = reader.getDefaultReadParam();
        every.setSourceSubsampling(step, step, 0, 0);
        BufferedImage decoded = reader.read(0, every);
        boolean smallAlready = Math.max(width, height) <= MAX_SIDE && bytes.length <= MAX_BYTES_UNCHANGED;
        if (smallAlready && (type.equals(PNG) || type.equals(JPEG))) {
            return bytes;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean written = ImageIO.write(shrink(decoded), type.equals(JPEG) ? "jpeg" : "png", out);
        return written ? out.toByteArray() : NONE;
    }

    private static BufferedImage shrink(BufferedImage image) {
        double scale = Math.min(1.0, (double) MAX_SIDE / Math.max(image.getWidth(), image.getHeight()));
        int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
        boolean alpha = image.getColorModel().hasAlpha();
        BufferedImage small =
                new BufferedImage(width, height, alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = small.createGraphics();
        try {
            pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            pen.drawImage(image, 0, 0, width, height, null);
        } finally {
            pen.dispose();
        }
        return small;
    }
}
