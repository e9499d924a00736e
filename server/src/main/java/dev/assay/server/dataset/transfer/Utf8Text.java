package dev.assay.server.dataset.transfer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;

/** Texts as stores can keep them: well-formed, without U+0000. */
final class Utf8Text {
    /** What to say of bytes that are none. */
    static final String FLAW = "is not UTF-8 text";

    private Utf8Text() {}

    /** @throws CharacterCodingException if the bytes are no such text */
    static String decode(ByteBuffer bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        if (text.indexOf('\0') >= 0) {
            throw new MalformedInputException(1);
        }
        return text;
    }

    /** Whether a text can be kept. */
    static boolean isText(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
