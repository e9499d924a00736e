package dev.assay.server.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.assay.server.operation.OperationError;
import dev.assay.server.vocabulary.Failure;
import dev.assay.server.vocabulary.FailureKind;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Overloaded;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How failures travel: a code, a message, {@code ErrorInfo}, and what belongs to the kind of failure. */
public final class Statuses {
    /** The domain of every {@code ErrorInfo}. */
    public static final String DOMAIN = "assay";

    private static final Metadata.Key<Status> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", ProtoUtils.metadataMarshaller(Status.getDefaultInstance()));
    private static final Logger log = LoggerFactory.getLogger(Statuses.class);

    private Statuses() {}

    /** The exception that ends a call with this failure; an unforeseen one is logged and told without its inside. */
    static StatusRuntimeException of(Throwable thrown) {
        if (thrown instanceof StatusRuntimeException status) {
            return status;
        }
        if (thrown instanceof Failure failure) {
            return StatusProto.toStatusRuntimeException(message(failure));
        }
        log.error("a call failed unforeseen", thrown);
        return StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(Code.INTERNAL_VALUE)
                .setMessage("internal error; the server's log has the details")
                .addDetails(Any.pack(info("INTERNAL", Map.of())))
                .build());
    }

    /** How a call ends. */
    record Ending(io.grpc.Status status, Metadata trailers) {}

    /** How a call ends that failed with this. */
    static Ending ending(Throwable thrown) {
        StatusRuntimeException status = of(thrown);
        Metadata trailers = status.getTrailers();
        return detailed(status.getStatus(), trailers == null ? new Metadata() : trailers);
    }

    /** The ending with details, if it had none: what gRPC itself answers carries only a code and a message. */
    static Ending detailed(io.grpc.Status status, Metadata trailers) {
        if (trailers.containsKey(DETAILS)) {
            return new Ending(status, trailers);
        }
        if (status.getCode() == io.grpc.Status.Code.UNKNOWN) {
            return ending(status.getCause() == null ? status.asException() : status.getCause());
        }
        String message = FittedStatus.message(String.valueOf(status.getDescription()));
        trailers.put(
                DETAILS,
                Status.newBuilder()
                        .setCode(status.getCode().value())
                        .setMessage(message)
                        .addDetails(Any.pack(info(status.getCode().name(), Map.of())))
                        .build());
        return new Ending(status.withDescription(message), trailers);
    }

    /** The failure as the message that travels. */
    static Status message(Failure failure) {
        Status.Builder status = Status.newBuilder()
                .setCode(code(failure.kind()).getNumber())
                .setMessage(String.valueOf(failure.getMessage()))
                .addDetails(Any.pack(info(failure.reason(), failure.details())));
        if (failure instanceof InvalidArgument invalid) {
            BadRequest.Builder bad = BadRequest.newBuilder();
            invalid.violations()
                    .forEach(v ->
                            bad.addFieldViolationsBuilder().setField(v.field()).setDescription(v.description()));
            status.addDetails(Any.pack(bad.build()));
        }
        if (failure instanceof Overloaded overloaded) {
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(Duration.newBuilder()
                            .setSeconds(overloaded.retryAfter().toSeconds()))
                    .build()));
        }
        return FittedStatus.of(status.build());
    }

    /** Why an operation failed, or an entry of it, as a message inside of an answer. */
    static Status message(OperationError error) {
        return Status.newBuilder()
                .setCode(code(error.kind()).getNumber())
                .setMessage(error.message())
                .addDetails(Any.pack(info(error.reason(), Map.of())))
                .build();
    }

    private static ErrorInfo info(String reason, Map<String, String> details) {
        return ErrorInfo.newBuilder()
                .setDomain(DOMAIN)
                .setReason(reason)
                .putAllMetadata(details)
                .build();
    }

    private static Code code(FailureKind kind) {
        return switch (kind) {
            case INVALID_ARGUMENT -> Code.INVALID_ARGUMENT;
            case NOT_FOUND -> Code.NOT_FOUND;
            case ALREADY_EXISTS -> Code.ALREADY_EXISTS;
            case WRONG_STATE -> Code.FAILED_PRECONDITION;
            case SUPERSEDED -> Code.ABORTED;
            case OVERLOADED -> Code.RESOURCE_EXHAUSTED;
            case UNAVAILABLE -> Code.UNAVAILABLE;
            case UNSUPPORTED -> Code.UNIMPLEMENTED;
            case CANCELLED -> Code.CANCELLED;
            case BUG -> Code.INTERNAL;
        };
    }
}
