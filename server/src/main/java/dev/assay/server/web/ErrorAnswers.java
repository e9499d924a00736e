package dev.assay.server.web;

import com.google.common.base.Suppliers;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Failures as Google's APIs answer them, {@code {"error": {"code", "message", "status", "details"}}}: those of calls,
 * and those that the web server itself finds.
 */
final class ErrorAnswers implements ServerErrorHandler {
    static final String DOMAIN = "assay";

    private static final Logger log = LoggerFactory.getLogger(ErrorAnswers.class);
    private static final Supplier<JsonFormat.Printer> DETAIL = Suppliers.memoize(ErrorAnswers::printer);

    /** The answer to a failed call. */
    static HttpResponse of(Status status) {
        return answer(httpStatus(codeOf(status)), status).toHttpResponse();
    }

    /** An answer of the web server's own. */
    static HttpResponse of(HttpStatus status, String reason, String message) {
        return answer(status, ownStatus(status, reason, message)).toHttpResponse();
    }

    @Override
    public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
        if (cause instanceof BadRequestException bad) {
            return of(bad.status());
        }
        if (cause instanceof HttpStatusException || cause instanceof HttpResponseException) {
            return null;
        }
        log.debug("{} failed", context.path(), cause);
        return null;
    }

    @Override
    public AggregatedHttpResponse renderStatus(
            @Nullable ServiceRequestContext context,
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        String message = description == null || description.isBlank() ? status.reasonPhrase() : description;
        String reason = "HTTP_" + status.code();
        return answer(status, ownStatus(status, reason, message));
    }

    private static Status ownStatus(HttpStatus status, String reason, String message) {
        return Status.newBuilder()
                .setCode(code(status).getNumber())
                .setMessage(message)
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain(DOMAIN)
                        .setReason(reason)
                        .build()))
                .build();
    }

    private static AggregatedHttpResponse answer(HttpStatus http, Status status) {
        String details = status.getDetailsList().stream()
                .map(ErrorAnswers::detail)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(","));
        String body = "{\"error\":{\"code\":" + http.code() + ",\"message\":" + JsonText.quote(status.getMessage())
                + ",\"status\":\"" + codeOf(status).name() + "\",\"details\":[" + details + "]}}\n";
        return AggregatedHttpResponse.of(http, MediaType.JSON_UTF_8, body);
    }

    private static String detail(Any detail) {
        try {
            return DETAIL.get().print(detail);
        } catch (InvalidProtocolBufferException unknownType) {
            log.debug("left out a detail of type {}", detail.getTypeUrl());
            return "";
        }
    }

    private static JsonFormat.Printer printer() {
        return JsonFormat.printer()
                .usingTypeRegistry(JsonFormat.TypeRegistry.newBuilder()
                        .add(ErrorInfo.getDescriptor())
                        .add(BadRequest.getDescriptor())
                        .add(RetryInfo.getDescriptor())
                        .build())
                .omittingInsignificantWhitespace();
    }

    private static Code codeOf(Status status) {
        Code code = Code.forNumber(status.getCode());
        return code == null ? Code.UNKNOWN : code;
    }

    /** The HTTP status that {@code google/rpc/code.proto} names for a code. */
    private static HttpStatus httpStatus(Code code) {
        return switch (code) {
            case OK -> HttpStatus.OK;
            case CANCELLED -> HttpStatus.valueOf(499);
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> HttpStatus.BAD_REQUEST;
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case PERMISSION_DENIED -> HttpStatus.FORBIDDEN;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case ALREADY_EXISTS, ABORTED -> HttpStatus.CONFLICT;
            case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS;
            case UNIMPLEMENTED -> HttpStatus.NOT_IMPLEMENTED;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
            case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
            default -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }

    private static Code code(HttpStatus status) {
        return switch (status.code()) {
            case 401 -> Code.UNAUTHENTICATED;
            case 403 -> Code.PERMISSION_DENIED;
            case 404 -> Code.NOT_FOUND;
            case 405, 501 -> Code.UNIMPLEMENTED;
            case 409 -> Code.ABORTED;
            case 429 -> Code.RESOURCE_EXHAUSTED;
            case 499 -> Code.CANCELLED;
            case 503 -> Code.UNAVAILABLE;
            case 504 -> Code.DEADLINE_EXCEEDED;
            default -> status.isClientError() ? Code.INVALID_ARGUMENT : Code.INTERNAL;
        };
    }
}
