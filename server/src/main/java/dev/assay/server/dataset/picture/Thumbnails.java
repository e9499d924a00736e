package dev.assay.server.dataset.picture;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Small pictures of big ones. */
public final class Thumbnails {
    private static final int MAX_THUMBNAIL_SIDE = 256;
    /** Read from the header before anything is decoded: a few bytes may claim to be a picture of gigabytes. */
    private static final long MAX_PIXELS = 40_000_000;
    /** A decoder holds whole lines, however few there are. */
    private static final int MAX_SIDE = 65_535;
    /** Usual are 1 to 20. */
    private static final int MAX_SCANS = 100;
    /** Pictures that are small already are shown as they came. */
    private static final int MAX_BYTES_UNCHANGED = 64 << 10;
    /** Of JPEGs for print, which the decoder does not know to show. */
    private static final int PRINT_COMPONENTS = 4;

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

    /**
     * The picture in these bytes, whatever they are: the type that its first bytes tell, and a thumbnail if it can be
     * decoded. Never a failure.
     */
    public static Picture of(byte[] bytes) {
        String type = typeOf(bytes);
        try {
            return new Picture(type, type.isEmpty() ? NONE : thumbnail(bytes, type));
        } catch (UnreadablePicture unreadable) {
            return new Picture(type, NONE);
        }
    }

    /**
     * The JPEG or PNG in these bytes. One for print has no thumbnail.
     *
     * @throws UnreadablePicture if it is something else, cannot be decoded, or would take too much to decode
     */
    public static Picture require(byte[] bytes) throws UnreadablePicture {
        String type = typeOf(bytes);
        if (!type.equals(JPEG) && !type.equals(PNG)) {
            throw new UnreadablePicture("is neither JPEG nor PNG");
        }
        return new Picture(type, thumbnail(bytes, type));
    }

    /** The type that a file's name promises; empty if it promises none. */
    public static String mimeTypeOfName(String uri) {
        String path = uri.split("[?#]", 2)[0];
        String extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPE_OF_EXTENSION.getOrDefault(extension, "");
    }

    /** The type of picture that the first bytes tell; empty if they are not those of a picture. */
    public static String typeOf(byte[] bytes) {
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

    private static byte[] thumbnail(byte[] bytes, String type) throws UnreadablePicture {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByMIMEType(type);
        if (!readers.hasNext()) {
            return NONE;
        }
        ImageReader reader = readers.next();
        InputStream content = type.equals(PNG) ? PngParts.of(bytes) : new ByteArrayInputStream(bytes);
        try (ImageInputStream stream = new MemoryCacheImageInputStream(content)) {
            reader.setInput(stream, true, true);
            requireDecodable(reader);
            return type.equals(JPEG) && requireFewScans(bytes).components() == PRINT_COMPONENTS
                    ? NONE
                    : thumbnail(reader, bytes, type);
        } catch (IOException | RuntimeException unreadable) {
            // Decoders answer broken pictures with exceptions of every kind.
            throw new UnreadablePicture("cannot be decoded as " + type);
        } finally {
            reader.dispose();
        }
    }

    private static void requireDecodable(ImageReader reader) throws IOException, UnreadablePicture {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if ((long) width * height > MAX_PIXELS || Math.max(width, height) > MAX_SIDE) {
            throw new UnreadablePicture(String.format(
                    Locale.ROOT,
                    "has %d x %d pixels; at most %d are decoded, and at most %d a side",
                    width,
                    height,
                    MAX_PIXELS,
                    MAX_SIDE));
        }
    }

    private static JpegFrame requireFewScans(byte[] jpeg) throws UnreadablePicture {
        JpegFrame frame = JpegFrame.of(jpeg);
        if (frame.scans() > MAX_SCANS) {
            throw new UnreadablePicture("has " + frame.scans() + " scans; at most " + MAX_SCANS + " are decoded");
        }
        return frame;
    }

    private static byte[] thumbnail(ImageReader reader, byte[] bytes, String type) throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        // Decoding every n-th pixel only keeps a big picture out of the heap; twice the final size is left to smooth.
        int step = Math.max(1, Math.max(width, height) / (2 * MAX_THUMBNAIL_SIDE));
        ImageReadParam every = reader.getDefaultReadParam();
        every.setSourceSubsampling(step, step, 0, 0);
        BufferedImage decoded = reader.read(0, every);
        boolean smallAlready = Math.max(width, height) <= MAX_THUMBNAIL_SIDE && bytes.length <= MAX_BYTES_UNCHANGED;
        if (smallAlready && (type.equals(PNG) || type.equals(JPEG))) {
            return bytes;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean written = ImageIO.write(shrink(decoded), type.equals(JPEG) ? "jpeg" : "png", out);
        return written ? out.toByteArray() : NONE;
    }

    private static BufferedImage shrink(BufferedImage image) {
        double scale = Math.min(1.0, (double) MAX_THUMBNAIL_SIDE / Math.max(image.getWidth(), image.getHeight()));
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
