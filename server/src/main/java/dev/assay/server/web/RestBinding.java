package dev.assay.server.web;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpMethod;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * One way to call a unary method over HTTP.
 *
 * @param body the request field that the body holds; {@code *} if it holds the request itself, empty if there is none
 */
record RestBinding(
        HttpMethod verb, PathTemplate path, String body, MethodDescriptor<Message, Message> method, Message request) {

    /** The bindings of these services, by their annotations and {@link FurtherBindings}, the most specific paths first. */
    static List<RestBinding> of(Collection<BindableService> services) {
        List<RestBinding> bindings = new ArrayList<>();
        services.stream()
                .flatMap(service -> service.bindService().getMethods().stream())
                .forEach(method -> addAll(method.getMethodDescriptor(), bindings));
        bindings.sort(Comparator.comparing((RestBinding binding) -> !binding.path.hasVerb()));
        return List.copyOf(bindings);
    }

    private static void addAll(MethodDescriptor<?, ?> method, List<RestBinding> bindings) {
        if (method.getType() != MethodType.UNARY
                || !(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema)) {
            return;
        }
        MethodOptions options = schema.getMethodDescriptor().getOptions();
        if (options.hasExtension(AnnotationsProto.http)) {
            HttpRule rule = options.getExtension(AnnotationsProto.http);
            bindings.add(of(rule, method));
            rule.getAdditionalBindingsList().forEach(more -> bindings.add(of(more, method)));
        }
        FurtherBindings.of(method.getFullMethodName()).forEach(more -> bindings.add(of(more, method)));
    }

    @SuppressWarnings("unchecked") // the generated methods of a service with a schema carry messages
    private static RestBinding of(HttpRule rule, MethodDescriptor<?, ?> method) {
        Message request = (Message) ((PrototypeMarshaller<?>) method.getRequestMarshaller()).getMessagePrototype();
        HttpMethod verb;
        String path;
        switch (rule.getPatternCase()) {
            case GET -> {
                verb = HttpMethod.GET;
                path = rule.getGet();
            }
            case PUT -> {
                verb = HttpMethod.PUT;
                path = rule.getPut();
            }
            case POST -> {
                verb = HttpMethod.POST;
                path = rule.getPost();
            }
            case DELETE -> {
                verb = HttpMethod.DELETE;
                path = rule.getDelete();
            }
            case PATCH -> {
                verb = HttpMethod.PATCH;
                path = rule.getPatch();
            }
            default -> throw new IllegalArgumentException("no binding of " + method.getFullMethodName() + " " + rule);
        }
        return new RestBinding(
                verb, new PathTemplate(path), rule.getBody(), (MethodDescriptor<Message, Message>) method, request);
    }

    Descriptors.Descriptor requestType() {
        return request.getDescriptorForType();
    }
}
