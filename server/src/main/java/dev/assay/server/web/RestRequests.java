package dev.assay.server.web;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.common.QueryParams;
import dev.assay.server.vocabulary.Shown;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the gRPC request of an HTTP request: body first, then query, then the variables of the path, which win. What
 * fits no field is refused.
 */
final class RestRequests {
    /** What Google's clients add to any call; it shapes the answer and belongs to no request. */
    private static final Set<String> SYSTEM_PARAMETERS = Set.of(
            "alt",
            "$alt",
            "prettyPrint",
            "$prettyPrint",
            "fields",
            "$fields",
            "key",
            "$key",
            "quotaUser",
            "access_token",
            "oauth_token",
            "callback",
            "uploadType",
            "upload_protocol",
            "$.xgafv",
            "$userProject",
            "userProject");

    private static final Pattern UNKNOWN_FIELD =
            Pattern.compile("Cannot find field: (\\S+) in message .*", Pattern.DOTALL);

    private final JsonFormat.Parser json;

    RestRequests(JsonFormat.TypeRegistry types) {
        json = JsonFormat.parser().usingTypeRegistry(types);
    }

    /**
     * The request.
     *
     * @throws BadRequestException naming the first thing that is wrong
     */
    Message read(RestBinding binding, Map<String, String> path, QueryParams query, String body) {
        Message.Builder request = binding.request().newBuilderForType();
        readBody(binding, body, request);
        Set<String> taken = new HashSet<>(path.keySet());
        if (!binding.body().isEmpty()) {
            taken.add(binding.body());
        }
        for (String name : query.names()) {
            if (!SYSTEM_PARAMETERS.contains(name)) {
                readParameter(request, name, query.getAll(name), taken);
            }
        }
        path.forEach((field, value) -> set(request, field, field, List.of(value)));
        return request.build();
    }

    private void readBody(RestBinding binding, String body, Message.Builder request) {
        if (binding.body().isEmpty()) {
            if (!body.isBlank()) {
                throw new BadRequestException(
                        "body", "must be empty: this method takes its fields from path and query");
            }
            return;
        }
        boolean whole = binding.body().equals("*");
        FieldDescriptor field = whole ? null : field(binding.requestType(), binding.body());
        if (!whole && field == null) {
            throw new IllegalStateException(
                    "no field for the body of " + binding.method().getFullMethodName());
        }
        Message.Builder target = field == null ? request : request.getFieldBuilder(field);
        if (!body.isBlank()) {
            merge(body, target, field == null ? "body" : field.getName());
        }
    }

    private void readParameter(Message.Builder request, String name, List<String> values, Set<String> taken) {
        String path = protoPath(request.getDescriptorForType(), name);
        if (path == null || taken.contains("*")) {
            throw new BadRequestException(name, "is no query parameter of this method");
        }
        if (taken.contains(path) || taken.contains(path.split("\\.", 2)[0])) {
            throw new BadRequestException(path, "is given by the path or the body, not by the query");
        }
        set(request, path, name, values);
    }

    /** The field path in proto spelling, from either spelling; null if there is no such field. */
    private static @Nullable String protoPath(Descriptor type, String name) {
        StringBuilder path = new StringBuilder();
        Descriptor current = type;
        for (String part : name.split("\\.", -1)) {
            FieldDescriptor field = current == null ? null : field(current, part);
            if (field == null) {
                return null;
            }
            path.append(path.isEmpty() ? "" : ".").append(field.getName());
            boolean goesOn = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isRepeated();
            current = goesOn ? field.getMessageType() : null;
        }
        return path.toString();
    }

    private void set(Message.Builder request, String path, String shownName, List<String> values) {
        String[] parts = path.split("\\.");
        Message.Builder target = request;
        for (int i = 0; i < parts.length - 1; i++) {
            target = target.getFieldBuilder(known(target, parts[i]));
        }
        FieldDescriptor field = known(target, parts[parts.length - 1]);
        if (!field.isRepeated() && values.size() > 1) {
            throw new BadRequestException(path, "must be given once, got it " + values.size() + " times");
        }
        target.clearField(field);
        if (field.getJavaType() == FieldDescriptor.JavaType.STRING) {
            setText(target, field, values);
            return;
        }
        // Proto's JSON reads numbers, enums and times from a string, too.
        StringBuilder text = new StringBuilder("{\"").append(field.getName()).append("\":");
        text.append(field.isRepeated() ? "[" : "");
        for (int i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : ",").append(JsonText.quote(values.get(i)));
        }
        text.append(field.isRepeated() ? "]}" : "}");
        try {
            json.merge(text.toString(), target);
        } catch (InvalidProtocolBufferException e) {
            String description = "cannot be read from " + Shown.value(values.get(0)) + ": " + e.getMessage();
            throw new BadRequestException(shownName, description);
        }
    }

    private static void setText(Message.Builder target, FieldDescriptor field, List<String> values) {
        if (field.isRepeated()) {
            values.forEach(value -> target.addRepeatedField(field, value));
        } else {
            target.setField(field, values.get(0));
        }
    }

    private void merge(String body, Message.Builder target, String name) {
        try {
            json.merge(body, target);
        } catch (InvalidProtocolBufferException e) {
            String message = String.valueOf(e.getMessage());
            Matcher unknown = UNKNOWN_FIELD.matcher(message);
            if (unknown.matches()) {
                throw new BadRequestException(
                        unknown.group(1),
                        "is no field of " + target.getDescriptorForType().getFullName() + " or what it holds");
            }
            throw new BadRequestException(
                    name, "must be JSON of " + target.getDescriptorForType().getFullName() + ": " + message);
        } catch (StackOverflowError e) {
            throw new BadRequestException(name, "must not be nested so deeply");
        }
    }

    private static FieldDescriptor known(Message.Builder target, String name) {
        FieldDescriptor field = field(target.getDescriptorForType(), name);
        if (field == null) {
            throw new IllegalStateException(
                    "no field " + name + " in " + target.getDescriptorForType().getFullName());
        }
        return field;
    }

    private static @Nullable FieldDescriptor field(Descriptor type, String name) {
        FieldDescriptor field = type.findFieldByName(name);
        if (field != null) {
            return field;
        }
        return type.getFields().stream()
                .filter(candidate -> candidate.getJsonName().equals(name))
                .findFirst()
                .orElse(null);
    }
}
