package dev.assay.server.dataset.instruction;

import dev.assay.server.operation.OperationError;
import dev.assay.server.vocabulary.FailureKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether bytes that pass by are a PDF, by its two ends: the first line, and what tells readers where the table of
 * its parts lies. Whether it can be drawn is not looked at.
 */
final class PdfCheck {
    /** The largest document. */
    static final long MAX_BYTES = 32 << 20;

    /** Readers look for the first line in so many bytes. */
    private static final int HEAD_BYTES = 1_024;
    /** Readers look for the end in the last 1,024 bytes; it is some bytes long itself. */
    private static final int TAIL_BYTES = 1_024 + 64;

    private byte[] tail = new byte[0];
    private long bytes;

    /** What is wrong with a document of this size, if anything is. */
    static @Nullable OperationError ofSize(long size) {
        if (size == 0) {
            return refusal("DOCUMENT_EMPTY", "the document is empty");
        }
        return size <= MAX_BYTES
                ? null
                : refusal(
                        "DOCUMENT_TOO_LARGE",
                        "the document has " + size + " bytes; " + MAX_BYTES + " bytes are the most");
    }

    /** Takes the next bytes; answers what is wrong with the document so far, if anything is. */
    @Nullable
    OperationError take(byte[] page) {
        boolean first = bytes == 0;
        bytes += page.length;
        if (first
                && !latin(Arrays.copyOf(page, Math.min(page.length, HEAD_BYTES)))
                        .contains("%PDF-")) {
            return refusal("NOT_A_PDF", "the document is not a PDF: no %PDF- in its first " + HEAD_BYTES + " bytes");
        }
        byte[] joined = Arrays.copyOf(tail, tail.length + page.length);
        System.arraycopy(page, 0, joined, tail.length, page.length);
        tail = Arrays.copyOfRange(joined, Math.max(0, joined.length - TAIL_BYTES), joined.length);
        return ofSize(bytes);
    }

    /** What is wrong with the document now that all of it was taken, if anything is. */
    @Nullable
    OperationError end() {
        if (bytes == 0) {
            return ofSize(bytes);
        }
        String end = latin(tail);
        int table = end.lastIndexOf("startxref");
        return table >= 0 && end.indexOf("%%EOF", table) > 0
                ? null
                : refusal("NOT_A_PDF", "the document is no whole PDF: it does not end with startxref and %%EOF");
    }

    /** How many bytes were taken. */
    long bytes() {
        return bytes;
    }

    private static OperationError refusal(String reason, String message) {
        return new OperationError(FailureKind.INVALID_ARGUMENT, reason, message);
    }

    private static String latin(byte[] text) {
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
