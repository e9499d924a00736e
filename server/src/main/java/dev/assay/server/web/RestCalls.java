package dev.assay.server.web;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.Status;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.assay.datalabeling.v1beta1.ImportDataOperationMetadata;
import dev.assay.server.vocabulary.Shown;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Answers HTTP requests by the bindings of the contracts; whatever fits none of them is not found. */
final class RestCalls implements HttpService {
    private static final String ENUMS_AS_NUMBERS = "enum-encoding=int";

    private final List<RestBinding> bindings;
    private final Channel channel;
    private final RestRequests requests;
    private final JsonFormat.Printer json;

    @Inject
    RestCalls(Set<BindableService> services, Channel channel) {
        this.bindings = RestBinding.of(services);
        this.channel = channel;
        JsonFormat.TypeRegistry types = types(services);
        this.requests = new RestRequests(types);
        this.json = JsonFormat.printer().usingTypeRegistry(types);
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
        for (RestBinding binding : bindings) {
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
            message = requests.read(
                    binding, variables, query, Utf8.text(request.content().array(), "body"));
        } catch (BadRequestException e) {
            return ErrorAnswers.of(e.status());
        }
        String shape = query.get("$alt", query.get("alt", ""));
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

    private static JsonFormat.TypeRegistry types(Set<BindableService> services) {
        JsonFormat.TypeRegistry.Builder types = JsonFormat.TypeRegistry.newBuilder();
        services.stream()
                .flatMap(service -> service.bindService().getMethods().stream())
                .map(method -> method.getMethodDescriptor().getSchemaDescriptor())
                .filter(ProtoMethodDescriptorSupplier.class::isInstance)
                .map(schema -> ((ProtoMethodDescriptorSupplier) schema).getFileDescriptor())
                .collect(Collectors.toSet())
                .forEach(file -> file.getDependencies().forEach(more -> types.add(more.getMessageTypes())));
        // What operations carry stands in a file of its own, which no service refers to.
        return types.add(ImportDataOperationMetadata.getDescriptor())
                .add(com.google.rpc.ErrorInfo.getDescriptor())
                .add(com.google.rpc.BadRequest.getDescriptor())
                .build();
    }

    /** Turns the end of a call into the HTTP response. */
    private record Answer(CompletableFuture<HttpResponse> response, JsonFormat.Printer json)
            implements StreamObserver<Message> {
        @Override
        public void onNext(Message message) {
            try {
                ResponseHeaders headers = ResponseHeaders.of(
                        HttpStatus.OK,
                        HttpHeaderNames.CONTENT_TYPE,
                        MediaType.JSON_UTF_8,
                        HttpHeaderNames.CACHE_CONTROL,
                        "no-store");
                response.complete(HttpResponse.of(
                        headers, com.linecorp.armeria.common.HttpData.ofUtf8(json.print(message) + "\n")));
            } catch (InvalidProtocolBufferException e) {
                response.completeExceptionally(e);
            }
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
