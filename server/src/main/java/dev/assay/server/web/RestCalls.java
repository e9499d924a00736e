package dev.assay.server.web;

import com.google.api.HttpBody;
import com.google.common.base.Suppliers;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.Status;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.assay.server.vocabulary.Shown;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers HTTP requests by the bindings of the contracts; whatever fits none of them is not found. */
final class RestCalls implements HttpService {
    private static final Logger log = LoggerFactory.getLogger(RestCalls.class);
    private static final String ENUMS_AS_NUMBERS = "enum-encoding=int";

    private final Supplier<RestContract> contract;
    private final Channel channel;

    @Inject
    RestCalls(Set<BindableService> services, Channel channel) {
        this.contract = Suppliers.memoize(() -> RestContract.of(services));
        this.channel = channel;
    }

    /** Reads the contracts, which otherwise the first call does. */
    void prepare() {
        log.debug("REST has {} bindings", contract.get().bindings().size());
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
        CompletableFuture<HttpResponse> answer =
                request.aggregate().thenApplyAsync(whole -> answer(context, whole), context.blockingTaskExecutor());
        return HttpResponse.of(answer);
    }

    private HttpResponse answer(ServiceRequestContext context, AggregatedHttpRequest request) {
        String path = context.rawPath().split("\\?", 2)[0];
        boolean pathKnown = false;
        for (RestBinding binding : contract.get().bindings()) {
            Optional<Map<String, String>> variables = binding.path().match(path);
            if (variables.isPresent() && binding.verb() == request.method()) {
                return call(context, binding, variables.get(), request);
            }
            pathKnown |= variables.isPresent();
        }
        return pathKnown
                ? ErrorAnswers.of(
                        HttpStatus.METHOD_NOT_ALLOWED,
                        "METHOD_NOT_ALLOWED",
                        request.method() + " is not among the methods of " + Shown.value(path))
                : ErrorAnswers.of(HttpStatus.NOT_FOUND, "PATH_NOT_FOUND", "nothing is at " + Shown.value(path));
    }

    private HttpResponse call(
            ServiceRequestContext context,
            RestBinding binding,
            Map<String, String> variables,
            AggregatedHttpRequest request) {
        QueryParams query = context.queryParams();
        Message message;
        try {
            Utf8.checkEscapes(context.rawPath());
            checkType(request);
            message = contract.get()
                    .requests()
                    .read(binding, variables, query, Utf8.text(request.content().array(), "body"));
        } catch (BadRequestException e) {
            return ErrorAnswers.of(e.status());
        }
        String shape = query.get("$alt", query.get("alt", ""));
        JsonFormat.Printer json = contract.get().json();
        JsonFormat.Printer printer = shape.contains(ENUMS_AS_NUMBERS) ? json.printingEnumsAsInts() : json;
        ClientCall<Message, Message> call = channel.newCall(binding.method(), CallOptions.DEFAULT);
        CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
        ClientCalls.asyncUnaryCall(call, message, new Answer(answer, printer));
        HttpResponse response = HttpResponse.of(answer);
        response.whenComplete().exceptionally(gone -> {
            call.cancel("the HTTP client is gone", gone);
            return null;
        });
        return response;
    }

    private static void checkType(AggregatedHttpRequest request) {
        MediaType type = request.contentType();
        if (!request.content().isEmpty() && type != null && !type.isJson()) {
            throw new BadRequestException(
                    "body", "must be of type application/json, got " + Shown.value(type.toString()));
        }
    }

    /** Turns the end of a call into the HTTP response. */
    private record Answer(CompletableFuture<HttpResponse> response, JsonFormat.Printer json)
            implements StreamObserver<Message> {
        @Override
        public void onNext(Message message) {
            if (message instanceof HttpBody body) {
                response.complete(raw(body));
                return;
            }
            try {
                ResponseHeaders headers = ResponseHeaders.of(
                        HttpStatus.OK,
                        HttpHeaderNames.CONTENT_TYPE,
                        MediaType.JSON_UTF_8,
                        HttpHeaderNames.CACHE_CONTROL,
                        "no-store");
                response.complete(HttpResponse.of(headers, HttpData.ofUtf8(json.print(message) + "\n")));
            } catch (InvalidProtocolBufferException e) {
                response.completeExceptionally(e);
            }
        }

        /** As it is, with its own type, which browsers are told to believe. */
        private static HttpResponse raw(HttpBody body) {
            ResponseHeaders headers = ResponseHeaders.of(
                    HttpStatus.OK,
                    HttpHeaderNames.CONTENT_TYPE,
                    body.getContentType().isEmpty() ? MediaType.OCTET_STREAM : MediaType.parse(body.getContentType()),
                    HttpHeaderNames.CACHE_CONTROL,
                    "no-store",
                    HttpHeaderNames.X_CONTENT_TYPE_OPTIONS,
                    "nosniff");
            return HttpResponse.of(headers, HttpData.wrap(body.getData().toByteArray()));
        }

        @Override
        public void onError(Throwable failure) {
            Status status = StatusProto.fromThrowable(failure);
            response.complete(
                    status == null
                            ? ErrorAnswers.of(HttpStatus.INTERNAL_SERVER_ERROR, "INTERNAL", "internal error")
                            : ErrorAnswers.of(status));
        }

        @Override
        public void onCompleted() {}
    }
}
