package dev.assay.server.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Refuses text that is no UTF-8, as gRPC does; lenient decoding would store something else than was sent. */
final class Utf8 {
    private Utf8() {}

    /**
     * The text.
     *
     * @throws BadRequestException naming the part of the HTTP request, if the bytes are no UTF-8
     */
    static String text(byte[] bytes, String part) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadRequestException(part, "must be UTF-8");
        }
    }

    /**
     * Checks what stands behind the percent signs of path and query.
     *
     * @param target whose percent signs are followed by two digits each
     */
    static void checkEscapes(String target) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) == '%') {
                bytes.write(Integer.parseInt(target.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.writeBytes(target.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
        text(bytes.toByteArray(), "path");
    }
}
