package dev.assay.server.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Cuts a status to what every client takes. Statuses travel in HTTP/2 trailers, of which gRPC clients accept 8 KiB in
 * all unless told otherwise; of a larger status they would see nothing but an INTERNAL of their own.
 */
final class FittedStatus {
    // The message travels twice, percent-encoded and in the details, and details in base64: with what else stands in
    // trailers, 800 + (800 + 4,000) * 4/3 stays below 8,192.
    private static final int MAX_MESSAGE_BYTES = 800;
    private static final int MAX_DETAIL_BYTES = 4_000;
    private static final int MAX_METADATA_BYTES = 2_000;
    private static final int SHORT_DESCRIPTION_BYTES = 100;
    private static final int BYTES_PER_LENGTH = 8;
    private static final String CUT = "…";

    private FittedStatus() {}

    /** The same status, with as much of its message and its violations as fits. What is left out is counted. */
    static Status of(Status status) {
        Status.Builder fitted = status.toBuilder().setMessage(message(status.getMessage()));
        if (bytes(status.getDetailsList()) > MAX_DETAIL_BYTES) {
            fitted.clearDetails();
            int left = MAX_DETAIL_BYTES;
            for (Any detail : status.getDetailsList()) {
                Any smaller = smaller(detail, left);
                left -= smaller.getSerializedSize() + BYTES_PER_LENGTH;
                fitted.addDetails(smaller);
            }
        }
        return fitted.build();
    }

    /** As much of a message as fits when every character beyond ASCII is percent-encoded. */
    static String message(String text) {
        return cut(text, MAX_MESSAGE_BYTES, 3);
    }

    private static int bytes(List<Any> details) {
        return details.stream().mapToInt(Any::getSerializedSize).sum();
    }

    private static Any smaller(Any detail, int left) {
        try {
            if (detail.is(ErrorInfo.class)) {
                return Any.pack(smaller(detail.unpack(ErrorInfo.class)));
            }
            return detail.is(BadRequest.class) ? Any.pack(smaller(detail.unpack(BadRequest.class), left)) : detail;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a detail is not of its type", e);
        }
    }

    /** Half of a name would name something else, so a value that is too long is left out whole. */
    private static ErrorInfo smaller(ErrorInfo info) {
        return info.toBuilder()
                .clearMetadata()
                .putAllMetadata(info.getMetadataMap().entrySet().stream()
                        .filter(entry -> utf8(entry.getValue()) <= MAX_METADATA_BYTES)
                        .collect(Collectors.toMap(entry -> entry.getKey(), entry -> entry.getValue())))
                .build();
    }

    /** Fields matter more than words: descriptions are shortened first, then violations are left out. */
    private static BadRequest smaller(BadRequest bad, int left) {
        List<FieldViolation> violations = new ArrayList<>();
        int room = left - BYTES_PER_LENGTH * 8;
        for (FieldViolation violation : bad.getFieldViolationsList()) {
            FieldViolation smaller = violation.toBuilder()
                    .setField(cut(violation.getField(), SHORT_DESCRIPTION_BYTES * 2, 1))
                    .setDescription(cut(violation.getDescription(), SHORT_DESCRIPTION_BYTES, 1))
                    .build();
            room -= smaller.getSerializedSize() + BYTES_PER_LENGTH;
            if (room < 0) {
                violations.add(leftOut(bad.getFieldViolationsCount() - violations.size()));
                break;
            }
            violations.add(smaller);
        }
        return BadRequest.newBuilder().addAllFieldViolations(violations).build();
    }

    private static FieldViolation leftOut(int count) {
        return FieldViolation.newBuilder()
                .setDescription("and " + count + " more violations")
                .build();
    }

    private static String cut(String text, int maxBytes, int encodedFactor) {
        int used = 0;
        int endBeforeMark = 0;
        for (int end = 0; end < text.length(); end += Character.charCount(text.codePointAt(end))) {
            used += encoded(text.codePointAt(end), encodedFactor);
            if (used > maxBytes) {
                return text.substring(0, endBeforeMark) + CUT;
            }
            if (used <= maxBytes - encoded(CUT.codePointAt(0), encodedFactor)) {
                endBeforeMark = end + Character.charCount(text.codePointAt(end));
            }
        }
        return text;
    }

    private static int encoded(int point, int factor) {
        boolean plain = point >= ' ' && point <= '~' && point != '%';
        return plain ? 1 : factor * utf8(Character.toString(point));
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
