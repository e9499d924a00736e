package dev.assay.proto;

import static dev.assay.proto.CompatibleContract.OURS;
import static dev.assay.proto.CompatibleContract.PUBLISHED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.AnnotationsProto;
import com.google.api.ClientProto;
import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.api.ResourceProto;
import com.google.longrunning.OperationsProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our copy of the compatible contract promises what the published one promises: nothing missing, nothing extra. */
class CompatibleContractTest {

    @Test
    void publishedFiles_areAllCompared() throws Exception {
        assertThat(PUBLISHED.files().keySet()).containsExactlyInAnyOrderElementsOf(protoFilesInPublishedJar());
    }

    @Test
    void facts_equalThePublishedOnes() {
        assertThat(ContractFacts.differences(
                        ContractFacts.of(PUBLISHED.files().values()),
                        ContractFacts.of(OURS.files().values())))
                .isEmpty();
    }

    /** Catches what {@link ContractFacts} has no line for, such as features that newer compilers add. */
    @Test
    void wholeFiles_equalThePublishedOnes() {
        assertThat(OURS.files().keySet()).isEqualTo(PUBLISHED.files().keySet());
        OURS.files()
                .forEach((name, file) -> assertThat(ContractFacts.withoutLanguageOptions(file))
                        .as(name)
                        .isEqualTo(ContractFacts.withoutLanguageOptions(
                                PUBLISHED.files().get(name))));
    }

    /** Two equal sets of unread options would compare equal as well, so this counts that they were read. */
    @Test
    void annotations_areUnderstood() {
        ServiceDescriptor service =
                OURS.file("data_labeling_service.proto").getServices().get(0);
        assertThat(service.getOptions().getExtension(ClientProto.defaultHost)).isEqualTo("datalabeling.googleapis.com");
        assertThat(service.getOptions().getExtension(ClientProto.oauthScopes))
                .isEqualTo("https://www.googleapis.com/auth/cloud-platform");
        assertThat(service.getMethods())
                .hasSize(34)
                .allMatch(method -> method.getOptions().hasExtension(AnnotationsProto.http));
        assertThat(service.getMethods())
                .filteredOn(method -> method.getOptions().getExtensionCount(ClientProto.methodSignature) == 0)
                .extracting(MethodDescriptor::getName)
                .containsExactly("DeleteAnnotatedDataset");
        assertThat(service.getMethods())
                .filteredOn(method -> method.getOptions().hasExtension(OperationsProto.operationInfo))
                .extracting(MethodDescriptor::getName)
                .containsExactly(
                        "ImportData", "ExportData", "LabelImage", "LabelVideo", "LabelText", "CreateInstruction");
        assertThat(OURS.messageTypes())
                .filteredOn(type -> type.getOptions().hasExtension(ResourceProto.resource))
                .extracting(Descriptor::getName)
                .containsExactlyInAnyOrder(
                        "AnnotationSpecSet",
                        "Dataset",
                        "DataItem",
                        "AnnotatedDataset",
                        "Example",
                        "Evaluation",
                        "EvaluationJob",
                        "Instruction");
        assertThat(fields(field -> field.getOptions().hasExtension(ResourceProto.resourceReference)))
                .hasSize(34);
        assertThat(fields(field -> behaviours(field).contains(FieldBehavior.REQUIRED)))
                .hasSize(61);
        assertThat(fields(field -> field.getOptions().getDeprecated()))
                .extracting(FieldDescriptor::getName)
                .containsExactly("csv_instruction");
    }

    @Test
    void stubs_haveThePublishedMethods() {
        var ours = dev.assay.datalabeling.v1beta1.DataLabelingServiceGrpc.getServiceDescriptor();
        var published = com.google.cloud.datalabeling.v1beta1.DataLabelingServiceGrpc.getServiceDescriptor();
        assertThat(ours.getName()).isEqualTo(published.getName());
        assertThat(ours.getMethods())
                .hasSize(34)
                .allMatch(method -> method.getType() == MethodType.UNARY)
                .extracting(io.grpc.MethodDescriptor::getFullMethodName)
                .containsExactlyInAnyOrderElementsOf(published.getMethods().stream()
                        .map(io.grpc.MethodDescriptor::getFullMethodName)
                        .toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void difference_isFoundBothWays(String element, Consumer<FileDescriptorProto.Builder> change) throws Exception {
        FileDescriptor original = PUBLISHED.file("instruction.proto");
        var published = ContractFacts.of(List.of(original));
        var changed = ContractFacts.of(List.of(changed(original, change)));
        assertThat(ContractFacts.differences(published, changed)).anyMatch(line -> line.contains(element));
        assertThat(ContractFacts.differences(changed, published)).anyMatch(line -> line.contains(element));
        assertThat(ContractFacts.differences(published, new TreeMap<>(published)))
                .isEmpty();
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                field("name", field -> field.setNumber(77)),
                field("name", field -> field.setName("nome")),
                field("name", field -> field.setType(FieldDescriptorProto.Type.TYPE_BYTES)),
                field("name", field -> field.setLabel(FieldDescriptorProto.Label.LABEL_REPEATED)),
                field("name", field -> field.setJsonName("otherName")),
                field("csv_instruction", FieldDescriptorProto.Builder::clearOptions),
                field(
                        "display_name",
                        field -> field.getOptionsBuilder()
                                .addExtension(FieldBehaviorProto.fieldBehavior, FieldBehavior.OPTIONAL)),
                change("Instruction", file -> file.getMessageTypeBuilder(0).clearOptions()),
                change("Instruction", file -> file.getMessageTypeBuilder(0).addReservedName("gone")),
                change(
                        "Instruction",
                        file -> file.getMessageTypeBuilder(0)
                                .addReservedRangeBuilder()
                                .setStart(90)
                                .setEnd(91)),
                field(
                        "pdf_instruction",
                        field -> field.setTypeName(".google.cloud.datalabeling.v1beta1.CsvInstruction")),
                change(
                        "Instruction.blocking_resources",
                        file -> file.getMessageTypeBuilder(0)
                                .removeField(file.getMessageType(0).getFieldCount() - 1)),
                change("Added", file -> file.addMessageTypeBuilder().setName("Added")),
                change("instruction.proto", file -> file.getOptionsBuilder().setCcEnableArenas(false)));
    }

    private static Arguments field(String name, Consumer<FieldDescriptorProto.Builder> change) {
        return change(
                "Instruction." + name,
                file -> file.getMessageTypeBuilder(0).getFieldBuilderList().stream()
                        .filter(field -> field.getName().equals(name))
                        .forEach(change));
    }

    private static Arguments change(String element, Consumer<FileDescriptorProto.Builder> change) {
        return Arguments.of(element, change);
    }

    private static FileDescriptor changed(FileDescriptor file, Consumer<FileDescriptorProto.Builder> change)
            throws DescriptorValidationException {
        FileDescriptorProto.Builder builder = file.toProto().toBuilder();
        change.accept(builder);
        return FileDescriptor.buildFrom(builder.build(), file.getDependencies().toArray(new FileDescriptor[0]));
    }

    private static List<FieldDescriptor> fields(Predicate<FieldDescriptor> wanted) {
        return OURS.messageTypes().stream()
                .flatMap(type -> type.getFields().stream())
                .filter(wanted)
                .toList();
    }

    private static List<FieldBehavior> behaviours(FieldDescriptor field) {
        return field.getOptions().getExtension(FieldBehaviorProto.fieldBehavior);
    }

    private static List<String> protoFilesInPublishedJar() throws Exception {
        Path jar = Path.of(com.google.cloud.datalabeling.v1beta1.EvaluationJob.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (JarFile open = new JarFile(jar.toFile())) {
            return open.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(CompatibleContract.FOLDER) && name.endsWith(".proto"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError("cannot list " + jar, e);
        }
    }
}
