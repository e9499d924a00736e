package dev.assay.server.dataset.instruction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.operation.OperationError;
import dev.assay.server.vocabulary.FailureKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PdfCheckTest {
    private static final String END = "startxref\n9\n%%EOF\n";

    @Test
    void pdf_isTaken_whereverPagesEnd() {
        String pdf = "%PDF-1.7\n" + "x".repeat(3_000) + END;
        for (int size : new int[] {8, 9, 100, 1_023, 1_024, 3_015, 10_000}) {
            assertThat(check(pdf, size)).as("pages of %d bytes", size).isNull();
        }
    }

    @Test
    void pdf_mayHaveSomethingAround() {
        assertThat(check("\n".repeat(1_019) + "%PDF-1.4" + END, 5_000)).isNull();
        assertThat(check("%PDF-1.4" + END + "\n".repeat(1_000), 5_000)).isNull();
        assertThat(check("%PDF-1.4" + END + "more" + END, 5_000)).isNull();
    }

    @Test
    void otherBytes_areNone() {
        assertThat(reason("PK\3\4" + "x".repeat(2_000) + END)).isEqualTo("NOT_A_PDF");
        assertThat(reason("\n".repeat(1_020) + "%PDF-1.4" + END)).isEqualTo("NOT_A_PDF");
        assertThat(reason("%PDF-1.7\n")).isEqualTo("NOT_A_PDF");
        assertThat(reason("%PDF-1.7\n%%EOF startxref")).isEqualTo("NOT_A_PDF");
        assertThat(reason("%PDF-1.7\n" + END + "x".repeat(1_100))).isEqualTo("NOT_A_PDF");
    }

    @Test
    void size_isBoundedFromBothSides() {
        assertThat(PdfCheck.ofSize(0)).extracting("reason").isEqualTo("DOCUMENT_EMPTY");
        assertThat(PdfCheck.ofSize(1)).isNull();
        assertThat(PdfCheck.ofSize(PdfCheck.MAX_BYTES)).isNull();
        assertThat(PdfCheck.ofSize(PdfCheck.MAX_BYTES + 1)).satisfies(error -> {
            assertThat(error.reason()).isEqualTo("DOCUMENT_TOO_LARGE");
            assertThat(error.kind()).isEqualTo(FailureKind.INVALID_ARGUMENT);
            assertThat(error.message()).contains("33554433 bytes");
        });
    }

    @Test
    void documentThatGrowsWhileItIsRead_endsAtTheLimit() {
        PdfCheck check = new PdfCheck();
        byte[] page = Arrays.copyOf("%PDF-1.7".getBytes(StandardCharsets.ISO_8859_1), 1 << 20);
        for (int pages = 0; pages < 32; pages++) {
            assertThat(check.take(page)).isNull();
        }

        assertThat(check.take(new byte[1])).extracting("reason").isEqualTo("DOCUMENT_TOO_LARGE");
    }

    @Test
    void nothing_isEmpty() {
        assertThat(new PdfCheck().end()).extracting("reason").isEqualTo("DOCUMENT_EMPTY");
    }

    private static String reason(String document) {
        OperationError error = check(document, 5_000);
        return error == null ? "" : error.reason();
    }

    private static @Nullable OperationError check(String document, int pageSize) {
        PdfCheck check = new PdfCheck();
        byte[] bytes = document.getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < bytes.length; from += pageSize) {
            OperationError error = check.take(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + pageSize)));
            if (error != null) {
                return error;
            }
        }
        assertThat(check.bytes()).isEqualTo(bytes.length);
        return check.end();
    }
}
