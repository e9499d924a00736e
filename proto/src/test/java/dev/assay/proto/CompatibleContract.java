package dev.assay.proto;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The two copies of the compatible contract on the test class path: ours, and the published one it must equal. */
enum CompatibleContract {
    OURS(
            "dev.assay.datalabeling.v1beta1.",
            dev.assay.datalabeling.v1beta1.DataLabelingServiceOuterClass.getDescriptor(),
            dev.assay.datalabeling.v1beta1.Operations.getDescriptor()),
    PUBLISHED(
            "com.google.cloud.datalabeling.v1beta1.",
            com.google.cloud.datalabeling.v1beta1.DataLabelingServiceOuterClass.getDescriptor(),
            com.google.cloud.datalabeling.v1beta1.Operations.getDescriptor());

    static final String PROTO_PACKAGE = "google.cloud.datalabeling.v1beta1";
    static final String FOLDER = "google/cloud/datalabeling/v1beta1/";

    private final String javaPackage;
    private final SortedMap<String, FileDescriptor> files = new TreeMap<>();

    /** The service imports every file but operations.proto, whose messages are named only in strings. */
    CompatibleContract(String javaPackage, FileDescriptor service, FileDescriptor operations) {
        this.javaPackage = javaPackage;
        collect(service);
        collect(operations);
    }

    private void collect(FileDescriptor file) {
        if (file.getName().startsWith(FOLDER) && files.putIfAbsent(file.getName(), file) == null) {
            file.getDependencies().forEach(this::collect);
        }
    }

    SortedMap<String, FileDescriptor> files() {
        return files;
    }

    FileDescriptor file(String shortName) {
        return files.get(FOLDER + shortName);
    }

    /** Every message type, nested ones included, entries of maps excluded. */
    List<Descriptor> messageTypes() {
        List<Descriptor> found = new ArrayList<>();
        files.values().forEach(file -> addMessages(file.getMessageTypes(), found));
        return found;
    }

    private static void addMessages(List<Descriptor> types, List<Descriptor> found) {
        for (Descriptor type : types) {
            if (!type.getOptions().getMapEntry()) {
                found.add(type);
                addMessages(type.getNestedTypes(), found);
            }
        }
    }

    /** An empty message of the generated class, for the message type of this full proto name. */
    Message emptyMessage(String fullName) {
        String nested = fullName.substring(PROTO_PACKAGE.length() + 1).replace('.', '$');
        try {
            return (Message) Class.forName(javaPackage + nested)
                    .getMethod("getDefaultInstance")
                    .invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("no generated class for " + fullName, e);
        }
    }
}
