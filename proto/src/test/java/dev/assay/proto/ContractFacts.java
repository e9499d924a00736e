package dev.assay.proto;

import com.google.api.AnnotationsProto;
import com.google.api.ClientProto;
import com.google.api.FieldBehaviorProto;
import com.google.api.FieldInfoProto;
import com.google.api.ResourceProto;
import com.google.api.RoutingProto;
import com.google.longrunning.OperationsProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a contract promises, one line per element: key = kind and full name, value = everything that a client, a JSON
 * gateway or a code generator can observe. Comments and the order of declarations are no promises.
 */
final class ContractFacts {
    private static final ExtensionRegistry ANNOTATIONS = annotations();

    private final SortedMap<String, String> facts = new TreeMap<>();

    private ContractFacts() {}

    static SortedMap<String, String> of(Collection<FileDescriptor> files) {
        ContractFacts all = new ContractFacts();
        files.forEach(all::addFile);
        return all.facts;
    }

    /** One line per difference, empty if both promise the same. */
    static List<String> differences(SortedMap<String, String> published, SortedMap<String, String> ours) {
        List<String> lines = new ArrayList<>();
        TreeSet<String> keys = new TreeSet<>(published.keySet());
        keys.addAll(ours.keySet());
        for (String key : keys) {
            if (!ours.containsKey(key)) {
                lines.add("missing: " + key + ": " + published.get(key));
            } else if (!published.containsKey(key)) {
                lines.add("extra: " + key + ": " + ours.get(key));
            } else if (!published.get(key).equals(ours.get(key))) {
                lines.add("differs: " + key + ": published " + published.get(key) + ", ours " + ours.get(key));
            }
        }
        return lines;
    }

    /** The file as protoc saw it, options parsed, those cleared that concern generated code of one language only. */
    static FileDescriptorProto withoutLanguageOptions(FileDescriptor file) {
        FileDescriptorProto proto = reparse(file.toProto());
        FileOptions options = proto.getOptions().toBuilder()
                .clearJavaPackage()
                .clearJavaOuterClassname()
                .clearJavaMultipleFiles()
                .clearGoPackage()
                .clearCsharpNamespace()
                .clearObjcClassPrefix()
                .clearSwiftPrefix()
                .clearPhpNamespace()
                .clearPhpClassPrefix()
                .clearPhpMetadataNamespace()
                .clearRubyPackage()
                .build();
        return proto.toBuilder().setOptions(options).clearSourceCodeInfo().build();
    }

    private void addFile(FileDescriptor file) {
        FileDescriptorProto proto = withoutLanguageOptions(file);
        put(
                "file",
                file.getName(),
                "package=" + file.getPackage()
                        + " syntax=" + proto.getSyntax()
                        + " imports=" + new TreeSet<>(proto.getDependencyList())
                        + " public=" + proto.getPublicDependencyList()
                        + " extensions=" + proto.getExtensionList()
                        + " options=" + text(proto.getOptions()));
        file.getMessageTypes().forEach(this::addMessage);
        file.getEnumTypes().forEach(this::addEnum);
        file.getServices().forEach(this::addService);
    }

    private void addMessage(Descriptor message) {
        var proto = message.toProto();
        put(
                "message",
                message.getFullName(),
                "file=" + message.getFile().getName()
                        + " reserved=" + proto.getReservedRangeList() + proto.getReservedNameList()
                        + " extensible=" + proto.getExtensionRangeList() + proto.getExtensionList()
                        + " options=" + text(message.getOptions()));
        for (OneofDescriptor oneof : message.getOneofs()) {
            put("oneof", oneof.getFullName(), "options=" + text(oneof.getOptions()));
        }
        message.getFields().forEach(this::addField);
        message.getNestedTypes().forEach(this::addMessage);
        message.getEnumTypes().forEach(this::addEnum);
    }

    private void addField(FieldDescriptor field) {
        OneofDescriptor oneof = field.getContainingOneof();
        put(
                "field",
                field.getFullName(),
                "number=" + field.getNumber()
                        + " type=" + field.getType() + field.toProto().getTypeName()
                        + " label=" + field.toProto().getLabel()
                        + " map=" + field.isMapField()
                        + " oneof=" + (oneof == null ? "none" : oneof.getName())
                        + " json=" + field.getJsonName()
                        + " packed=" + field.isPacked()
                        + " presence=" + field.hasPresence()
                        + " default=" + field.toProto().getDefaultValue()
                        + " options=" + text(field.getOptions()));
    }

    private void addEnum(EnumDescriptor type) {
        var proto = type.toProto();
        put(
                "enum",
                type.getFullName(),
                "file=" + type.getFile().getName()
                        + " closed=" + type.isClosed()
                        + " reserved=" + proto.getReservedRangeList() + proto.getReservedNameList()
                        + " options=" + text(type.getOptions()));
        for (EnumValueDescriptor value : type.getValues()) {
            put(
                    "value",
                    type.getFullName() + "." + value.getName(),
                    "number=" + value.getNumber() + " options=" + text(value.getOptions()));
        }
    }

    private void addService(ServiceDescriptor service) {
        put(
                "service",
                service.getFullName(),
                "file=" + service.getFile().getName() + " options=" + text(service.getOptions()));
        for (MethodDescriptor method : service.getMethods()) {
            put(
                    "method",
                    method.getFullName(),
                    "input=" + method.getInputType().getFullName()
                            + " output=" + method.getOutputType().getFullName()
                            + " streams=" + method.isClientStreaming() + "/" + method.isServerStreaming()
                            + " options=" + text(method.getOptions()));
        }
    }

    private void put(String kind, String name, String fact) {
        if (facts.put(kind + " " + name, fact) != null) {
            throw new AssertionError("declared twice: " + kind + " " + name);
        }
    }

    private static String text(Message options) {
        return "{" + TextFormat.printer().emittingSingleLine(true).printToString(reparse(options)) + "}";
    }

    /** Makes known extensions readable; what stays unknown is still kept and compared as bytes. */
    @SuppressWarnings("unchecked")
    private static <M extends Message> M reparse(M message) {
        try {
            return (M) message.getParserForType().parseFrom(message.toByteString(), ANNOTATIONS);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static ExtensionRegistry annotations() {
        ExtensionRegistry registry = ExtensionRegistry.newInstance();
        AnnotationsProto.registerAllExtensions(registry);
        ClientProto.registerAllExtensions(registry);
        FieldBehaviorProto.registerAllExtensions(registry);
        FieldInfoProto.registerAllExtensions(registry);
        ResourceProto.registerAllExtensions(registry);
        RoutingProto.registerAllExtensions(registry);
        OperationsProto.registerAllExtensions(registry);
        return registry;
    }
}
