package dev.assay.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contracts are documented whole: every element that a user can name says what it means. */
class DocumentationTest {
    private static final Path SOURCES = Path.of("src/main/protobuf");
    private static final int LINE_WIDTH = 120;

    @Test
    void everyElement_hasAComment() {
        assertThat(ourFiles().stream().flatMap(file -> undocumented(file).stream()))
                .isEmpty();
    }

    @Test
    void elementsWithoutComments_areFound() {
        for (FileDescriptorProto file : ourFiles()) {
            List<String> found =
                    undocumented(file.toBuilder().clearSourceCodeInfo().build());
            assertThat(found).as(file.getName()).hasSize(elements(file).size()).isNotEmpty();
        }
    }

    @Test
    void lines_fitTheWidth() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (String name : sourceNames()) {
            for (String line : Files.readAllLines(SOURCES.resolve(name))) {
                if (line.codePointCount(0, line.length()) > LINE_WIDTH) {
                    tooLong.add(name + ": " + line);
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    /** Ours are the files in our source folder; the descriptor set holds their imports too. */
    private static List<FileDescriptorProto> ourFiles() {
        Set<String> names = sourceNames();
        try (InputStream in = DocumentationTest.class.getResourceAsStream("/assay-contracts.binpb")) {
            assertThat(in).as("descriptor set written by the build").isNotNull();
            List<FileDescriptorProto> files = FileDescriptorSet.parseFrom(in).getFileList().stream()
                    .filter(file -> names.contains(file.getName()))
                    .toList();
            assertThat(files).extracting(FileDescriptorProto::getName).containsExactlyInAnyOrderElementsOf(names);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> sourceNames() {
        try (Stream<Path> paths = Files.walk(SOURCES)) {
            Set<String> names = paths.filter(path -> path.toString().endsWith(".proto"))
                    .map(path -> SOURCES.relativize(path).toString().replace('\\', '/'))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(names).isNotEmpty();
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> undocumented(FileDescriptorProto file) {
        Map<List<Integer>, String> comments = new HashMap<>();
        for (Location location : file.getSourceCodeInfo().getLocationList()) {
            comments.put(location.getPathList(), location.getLeadingComments());
        }
        return elements(file).stream()
                .filter(element -> comments.getOrDefault(element.path(), "").isBlank())
                .map(element -> file.getName() + ": " + element.name())
                .toList();
    }

    private static List<Element> elements(FileDescriptorProto file) {
        List<Element> found = new ArrayList<>();
        Element root = new Element(file.getPackage(), List.of());
        for (int i = 0; i < file.getServiceCount(); i++) {
            addService(
                    file.getService(i),
                    root.child(file.getService(i).getName(), FileDescriptorProto.SERVICE_FIELD_NUMBER, i),
                    found);
        }
        for (int i = 0; i < file.getMessageTypeCount(); i++) {
            addMessage(
                    file.getMessageType(i),
                    root.child(file.getMessageType(i).getName(), FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, i),
                    found);
        }
        for (int i = 0; i < file.getEnumTypeCount(); i++) {
            addEnum(
                    file.getEnumType(i),
                    root.child(file.getEnumType(i).getName(), FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, i),
                    found);
        }
        return found;
    }

    private static void addService(ServiceDescriptorProto service, Element at, List<Element> found) {
        found.add(at);
        for (int i = 0; i < service.getMethodCount(); i++) {
            found.add(at.child(service.getMethod(i).getName(), ServiceDescriptorProto.METHOD_FIELD_NUMBER, i));
        }
    }

    private static void addMessage(DescriptorProto message, Element at, List<Element> found) {
        if (message.getOptions().getMapEntry()) {
            return; // Made by the compiler; the map field itself is documented.
        }
        found.add(at);
        for (int i = 0; i < message.getFieldCount(); i++) {
            found.add(at.child(message.getField(i).getName(), DescriptorProto.FIELD_FIELD_NUMBER, i));
        }
        for (int i = 0; i < message.getOneofDeclCount(); i++) {
            if (isWrittenOut(message, i)) {
                found.add(at.child(message.getOneofDecl(i).getName(), DescriptorProto.ONEOF_DECL_FIELD_NUMBER, i));
            }
        }
        for (int i = 0; i < message.getNestedTypeCount(); i++) {
            DescriptorProto nested = message.getNestedType(i);
            addMessage(nested, at.child(nested.getName(), DescriptorProto.NESTED_TYPE_FIELD_NUMBER, i), found);
        }
        for (int i = 0; i < message.getEnumTypeCount(); i++) {
            EnumDescriptorProto nested = message.getEnumType(i);
            addEnum(nested, at.child(nested.getName(), DescriptorProto.ENUM_TYPE_FIELD_NUMBER, i), found);
        }
    }

    /** The compiler wraps each {@code optional} field in a oneof of its own, which nobody wrote. */
    private static boolean isWrittenOut(DescriptorProto message, int oneof) {
        return message.getFieldList().stream()
                .filter(FieldDescriptorProto::hasOneofIndex)
                .anyMatch(field -> field.getOneofIndex() == oneof && !field.getProto3Optional());
    }

    private static void addEnum(EnumDescriptorProto type, Element at, List<Element> found) {
        found.add(at);
        for (int i = 0; i < type.getValueCount(); i++) {
            found.add(at.child(type.getValue(i).getName(), EnumDescriptorProto.VALUE_FIELD_NUMBER, i));
        }
    }

    /** An element's name and its path in the file, as {@code SourceCodeInfo} counts paths. */
    private record Element(String name, List<Integer> path) {
        Element child(String childName, int fieldNumber, int index) {
            List<Integer> childPath = new ArrayList<>(path);
            childPath.add(fieldNumber);
            childPath.add(index);
            return new Element(name + "." + childName, List.copyOf(childPath));
        }
    }
}
