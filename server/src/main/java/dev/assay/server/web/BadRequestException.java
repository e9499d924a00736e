package dev.assay.server.web;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;

/** An HTTP request that cannot be read as the gRPC request it should be. */
final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;

    /** The field, in proto spelling, and what is wrong with it. */
    BadRequestException(String field, String description) {
        super(description);
        this.field = field;
    }

    Status status() {
        String description = String.valueOf(getMessage());
        return Status.newBuilder()
                .setCode(Code.INVALID_ARGUMENT_VALUE)
                .setMessage(field + ": " + description)
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain(ErrorAnswers.DOMAIN)
                        .setReason("INVALID_FIELDS")
                        .build()))
                .addDetails(Any.pack(BadRequest.newBuilder()
                        .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                                .setField(field)
                                .setDescription(description))
                        .build()))
                .build();
    }
}
