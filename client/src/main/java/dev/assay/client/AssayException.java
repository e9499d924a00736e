package dev.assay.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that failed, with what the server said of it: status code, message, and the details that Assay attaches to every
 * error.
 *
 * <p>{@code INVALID_ARGUMENT} comes with {@link #fieldViolations()}; {@code RESOURCE_EXHAUSTED} usually with a
 * {@link #retryDelay()}. Errors that did not come from an Assay server, such as {@code UNAVAILABLE} when there is none,
 * have a code and a message only.
 */
public final class AssayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * One thing wrong with a request.
     *
     * @param field the field, in proto spelling, such as {@code job.evaluation_job_config.example_count}
     * @param description what is wrong with it, for people
     */
    public record FieldViolation(String field, String description) {}

    /** The kind of failure. */
    private final Status.Code code;

    /** Why, for programs. */
    private final @Nullable String reason;

    private final transient Map<String, String> metadata;
    private final transient List<FieldViolation> fieldViolations;

    /** What the server asked to wait. */
    private final @Nullable Duration retryDelay;

    private AssayException(Status status, Throwable cause, Details details) {
        super(status.getCode() + (status.getDescription() == null ? "" : ": " + status.getDescription()), cause);
        this.code = status.getCode();
        this.reason = details.reason;
        this.metadata = Map.copyOf(details.metadata);
        this.fieldViolations = List.copyOf(details.violations);
        this.retryDelay = details.retryDelay;
    }

    private AssayException(AssayException original) {
        super(original.getMessage(), original);
        this.code = original.code;
        this.reason = original.reason;
        this.metadata = original.metadata();
        this.fieldViolations = original.fieldViolations();
        this.retryDelay = original.retryDelay;
    }

    /** The same failure with the stack of the thread that waited for it; the original is its cause. */
    AssayException onThisThread() {
        return new AssayException(this);
    }

    /** Reads what a failed call threw. */
    static AssayException of(Throwable thrown) {
        if (thrown instanceof AssayException already) {
            return already;
        }
        Details details = new Details();
        com.google.rpc.@Nullable Status told = StatusProto.fromThrowable(thrown);
        if (told != null) {
            told.getDetailsList().forEach(details::read);
        }
        return new AssayException(Status.fromThrowable(thrown), thrown, details);
    }

    /**
     * The kind of failure.
     *
     * @return never OK
     */
    public Status.Code code() {
        return code;
    }

    /**
     * Why, for programs: stable and in UPPER_SNAKE_CASE.
     *
     * @return the reason of {@code google.rpc.ErrorInfo}; empty if the error did not come from an Assay server
     */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /**
     * Further facts for programs, such as the name of the resource in the way.
     *
     * @return the metadata of {@code google.rpc.ErrorInfo}; may be empty, unmodifiable
     */
    public Map<String, String> metadata() {
        return metadata == null ? Map.of() : metadata;
    }

    /**
     * Everything wrong with the request, all at once.
     *
     * @return the violations of {@code google.rpc.BadRequest}; may be empty, unmodifiable
     */
    public List<FieldViolation> fieldViolations() {
        return fieldViolations == null ? List.of() : fieldViolations;
    }

    /**
     * How long to wait before trying again.
     *
     * @return the delay of {@code google.rpc.RetryInfo}; empty if the server did not ask for one
     */
    public Optional<Duration> retryDelay() {
        return Optional.ofNullable(retryDelay);
    }

    private static final class Details {
        private @Nullable String reason;
        private Map<String, String> metadata = Map.of();
        private final List<FieldViolation> violations = new ArrayList<>();
        private @Nullable Duration retryDelay;

        void read(Any detail) {
            try {
                if (detail.is(ErrorInfo.class)) {
                    ErrorInfo info = detail.unpack(ErrorInfo.class);
                    reason = info.getReason();
                    metadata = info.getMetadataMap();
                } else if (detail.is(BadRequest.class)) {
                    detail.unpack(BadRequest.class)
                            .getFieldViolationsList()
                            .forEach(v -> violations.add(new FieldViolation(v.getField(), v.getDescription())));
                } else if (detail.is(RetryInfo.class)) {
                    var delay = detail.unpack(RetryInfo.class).getRetryDelay();
                    retryDelay = Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
                }
            } catch (InvalidProtocolBufferException e) {
                // A detail that cannot be read must not hide the failure it belongs to.
                metadata = metadata.isEmpty() ? Map.of("unreadable_detail", detail.getTypeUrl()) : metadata;
            }
        }
    }
}
