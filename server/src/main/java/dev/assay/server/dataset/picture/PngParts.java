package dev.assay.server.dataset.picture;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The parts of a PNG that its pixels need. All others are left out before a decoder sees them: it would take their word
 * for how much memory they need.
 */
final class PngParts {
    private static final int SIGNATURE_BYTES = 8;
    /** Length, type and checksum. */
    private static final int FRAME_BYTES = 12;
    /** A palette has up to 256 colours. */
    private static final int MAX_PALETTE_BYTES = 3 * 256;

    private static final byte[] END = {0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 'B', 0x60, (byte) 0x82};

    private PngParts() {}

    /** The same picture without anything but header, palette, transparency and pixels. */
    static InputStream of(byte[] png) {
        List<InputStream> parts = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(png);
        parts.add(new ByteArrayInputStream(png, 0, SIGNATURE_BYTES));
        rest.position(SIGNATURE_BYTES);
        boolean pixels = false;
        while (rest.remaining() >= FRAME_BYTES) {
            int start = rest.position();
            long length = Integer.toUnsignedLong(rest.getInt());
            String type = new String(png, rest.position(), 4, StandardCharsets.ISO_8859_1);
            int whole = (int) Math.min(length + FRAME_BYTES, png.length - start);
            boolean isPixels = type.equals("IDAT");
            if (pixels && !isPixels) {
                // Pixels lie in one stretch; what follows is nothing of theirs.
                break;
            }
            if (isPixels || isWanted(type, length)) {
                parts.add(new ByteArrayInputStream(png, start, whole));
            }
            pixels = isPixels;
            rest.position(start + whole);
        }
        parts.add(new ByteArrayInputStream(END));
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    private static boolean isWanted(String type, long length) {
        return switch (type) {
            case "IHDR" -> true;
            case "PLTE", "tRNS" -> length <= MAX_PALETTE_BYTES;
            default -> false;
        };
    }
}
