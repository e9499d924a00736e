package dev.assay.server.dataset.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThumbnailsTest {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int RGB = 2;
    private static final int PALETTE = 3;

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg"})
    void picture_isShrunk_toTheSideOfAThumbnail(String format) throws Exception {
        Picture picture = Thumbnails.require(encoded(1_300, 650, format));

        assertThat(picture.mimeType()).isEqualTo("image/" + format);
        BufferedImage small = ImageIO.read(new ByteArrayInputStream(picture.thumbnail()));
        assertThat(small.getWidth()).isEqualTo(256);
        assertThat(small.getHeight()).isEqualTo(128);
    }

    @Test
    void paletteWithTransparency_isShown() throws Exception {
        BufferedImage image = new BufferedImage(300, 300, BufferedImage.TYPE_BYTE_INDEXED);
        image.setRGB(0, 0, Color.RED.getRGB());
        Picture picture = Thumbnails.require(encoded(image, "png"));

        assertThat(ImageIO.read(new ByteArrayInputStream(picture.thumbnail())).getWidth())
                .isEqualTo(256);
    }

    @Test
    void whatIsNoPicture_isRefused() throws Exception {
        refused("is neither JPEG nor PNG", encoded(9, 9, "gif"));
        refused("is neither JPEG nor PNG", "%PDF-1.7".getBytes(StandardCharsets.US_ASCII));
        refused("is neither JPEG nor PNG", new byte[0]);
        refused("cannot be decoded as image/png", SIGNATURE);
        refused("cannot be decoded as image/jpeg", new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1, 2, 3});
        byte[] whole = encoded(600, 600, "png");
        refused("cannot be decoded as image/png", Arrays.copyOf(whole, whole.length / 2));
    }

    @Test
    void hugeSize_isRefused_beforeAnythingIsDecoded() throws Exception {
        byte[] square = png(100_000, 100_000, RGB, chunk("IDAT", deflated(1 << 20)));
        byte[] line = png(30_000_000, 1, RGB, chunk("IDAT", deflated(1 << 20)));
        byte[] largest = png(Integer.MAX_VALUE, Integer.MAX_VALUE, RGB, chunk("IDAT", deflated(1 << 20)));

        assertThat(allocatedBy(() -> {
                    refused("has 100000 x 100000 pixels; at most 40000000", square);
                    refused("has 30000000 x 1 pixels", line);
                    refused("has 2147483647 x 2147483647 pixels", largest);
                }))
                .isLessThan(4 << 20);
    }

    @Test
    void pixelsThatInflateToHundredsOfMegabytes_areReadAsFarAsThePictureGoes() throws Exception {
        byte[] bomb = png(1, 1, RGB, chunk("IDAT", deflated(1L << 28)));
        assertThat(bomb.length).isLessThan(2 << 20);

        assertThat(allocatedBy(
                        () -> assertThat(Thumbnails.require(bomb).mimeType()).isEqualTo("image/png")))
                .isLessThan(8 << 20);
    }

    @Test
    void chunksThatPixelsDoNotNeed_reachNoDecoder() throws Exception {
        byte[] texts =
                concat(chunk("zTXt", concat("a\0\0", deflated(1L << 28))), chunk("iCCP", concat("a\0\0", new byte[9])));
        // Of depth 0, a suggested palette makes arrays of ten times its size.
        byte[] palettes = chunk("sPLT", concat("a\0\0", new byte[4 << 20]));
        byte[] colours = chunk("PLTE", new byte[] {1, 2, 3, 4, 5, 6});
        byte[] pixels = chunk("IDAT", deflated(2));
        byte[] unknown = chunk("teSt", new byte[4 << 20]);
        byte[] hostile = png(1, 1, PALETTE, concat(texts, palettes, colours, unknown, pixels, unknown, pixels));

        assertThat(allocatedBy(
                        () -> assertThat(Thumbnails.require(hostile).mimeType()).isEqualTo("image/png")))
                .isLessThan(4 << 20);
    }

    @Test
    void lengthsBeyondTheFile_areNotBelieved() throws Exception {
        byte[] chunk = chunk("PLTE", new byte[6]);
        Arrays.fill(chunk, 0, 4, (byte) 0x7f);
        byte[] pixels = chunk("IDAT", deflated(4));
        Arrays.fill(pixels, 0, 4, (byte) 0xff);

        assertThat(allocatedBy(() -> {
                    refused("cannot be decoded", png(1, 1, PALETTE, chunk));
                    refused("cannot be decoded", png(1, 1, RGB, pixels));
                }))
                .isLessThan(4 << 20);
    }

    @Test
    void manyScans_areRefused() throws Exception {
        byte[] jpeg = progressive(64, 64);
        int frames = JpegFrame.of(jpeg).scans();
        assertThat(frames).isBetween(2, 20);
        assertThat(JpegFrame.of(jpeg).components()).isEqualTo(3);
        int last = lastScan(jpeg);
        byte[] scan = Arrays.copyOfRange(jpeg, last, jpeg.length - 2);
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.write(jpeg, 0, last);
        for (int i = 0; i < 5_000; i++) {
            bomb.write(scan);
        }

        assertThat(Thumbnails.require(jpeg).thumbnail()).isNotEmpty();
        refused("has " + (frames - 1 + 5_000) + " scans; at most 100", bomb.toByteArray());
    }

    @Test
    void jpegForPrint_hasNoThumbnail() throws Exception {
        Picture picture = Thumbnails.require(fourComponents());

        assertThat(picture.mimeType()).isEqualTo("image/jpeg");
        assertThat(picture.thumbnail()).isEmpty();
    }

    private static void refused(String why, byte[] bytes) {
        assertThatThrownBy(() -> Thumbnails.require(bytes))
                .isInstanceOf(UnreadablePicture.class)
                .hasMessageContaining(why);
        assertThat(Thumbnails.of(bytes).thumbnail().length).isLessThan(64 << 10);
    }

    private interface Work {
        void run() throws Exception;
    }

    /** How many bytes of heap the work takes, garbage included; the first time, what is made once is not counted. */
    private static long allocatedBy(Work work) throws Exception {
        work.run();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static byte[] encoded(int width, int height, String format) throws IOException {
        return encoded(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format);
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    private static byte[] progressive(int width, int height) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        return write(
                writer, new IIOImage(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), null, null), param);
    }

    private static byte[] fourComponents() throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        Raster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 300, 300, 4, null);
        return write(writer, new IIOImage(raster, null, null), writer.getDefaultWriteParam());
    }

    private static byte[] write(ImageWriter writer, IIOImage image, ImageWriteParam param) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, image, param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static int lastScan(byte[] jpeg) {
        for (int at = jpeg.length - 2; at > 0; at--) {
            if (jpeg[at] == (byte) 0xff && jpeg[at + 1] == (byte) 0xda) {
                return at;
            }
        }
        throw new AssertionError("no scan");
    }

    private static byte[] png(int width, int height, int colorType, byte[] chunks) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(header);
        out.writeInt(width);
        out.writeInt(height);
        out.write(new byte[] {8, (byte) colorType, 0, 0, 0});
        return concat(SIGNATURE, chunk("IHDR", header.toByteArray()), chunks, chunk("IEND", new byte[0]));
    }

    private static byte[] chunk(String type, byte[] data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        byte[] body = concat(type, data);
        CRC32 checksum = new CRC32();
        checksum.update(body);
        out.writeInt(data.length);
        out.write(body);
        out.writeInt((int) checksum.getValue());
        return bytes.toByteArray();
    }

    /** So many bytes of 0, compressed. */
    private static byte[] deflated(long length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(bytes)) {
            byte[] zeros = new byte[1 << 16];
            for (long left = length; left > 0; left -= zeros.length) {
                out.write(zeros, 0, (int) Math.min(left, zeros.length));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] concat(String start, byte[] rest) {
        return concat(start.getBytes(StandardCharsets.ISO_8859_1), rest);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }
}
