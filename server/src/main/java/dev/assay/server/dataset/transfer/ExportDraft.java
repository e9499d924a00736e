package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.vocabulary.Filter;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Violations;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** An export as a client asks for it, nothing checked yet. */
public record ExportDraft(String dataset, String annotatedDataset, String filter, Destination destination) {
    private static final String CONFIG = "output_config";
    private static final String FILE = CONFIG + ".gcs_destination.output_uri";
    static final String MIME_TYPE = CONFIG + ".gcs_destination.mime_type";
    private static final String FOLDER = CONFIG + ".gcs_folder_destination.output_folder_uri";

    /** Where to write. */
    public sealed interface Destination {}

    /** One file, in a format that its MIME type names. */
    public record InFile(String uri, String mimeType) implements Destination {}

    /** A file in a folder, named after the annotated dataset. */
    public record InFolder(String uri) implements Destination {}

    /** It was not said. */
    public record Nowhere() implements Destination {}

    /**
     * Checks all there is to check without looking at what stands.
     *
     * @throws InvalidArgument with every violation there is
     */
    ExportPlan check(ObjectFiles files) {
        Violations.requireAll(
                () -> ResourceName.parse(ResourceKind.DATASET, "name", dataset),
                this::requireOfDataset,
                () -> Filter.parse(filter, Set.of()),
                () -> requireDestination(files));
        ResourceName annotated = annotated();
        if (destination instanceof InFile file) {
            return new ExportPlan(annotated, format(file), ObjectUri.parse(FILE, file.uri()), false);
        }
        ObjectUri folder = ObjectUri.parseFolder(FOLDER, ((InFolder) destination).uri());
        ObjectUri file = folder.child(annotated.id() + ExportFormat.JSON_LINES.extension());
        return new ExportPlan(annotated, ExportFormat.JSON_LINES, file, true);
    }

    private ResourceName annotated() {
        return ResourceName.parse(ResourceKind.ANNOTATED_DATASET, "annotated_dataset", annotatedDataset);
    }

    private void requireOfDataset() {
        ResourceName parent = annotated().ancestor(ResourceKind.DATASET);
        boolean namesDataset = ResourceName.tryParse(ResourceKind.DATASET, dataset) != null;
        if (namesDataset && !parent.toString().equals(dataset)) {
            throw InvalidArgument.of(
                    "annotated_dataset",
                    "must be one of the dataset's, " + Shown.value(dataset) + ", got " + Shown.value(annotatedDataset));
        }
    }

    private void requireDestination(ObjectFiles files) {
        if (destination instanceof InFile file) {
            Violations.requireAll(
                    () -> files.requireMapped(FILE, ObjectUri.parse(FILE, file.uri())), () -> format(file));
        } else if (destination instanceof InFolder folder) {
            files.requireMapped(FOLDER, ObjectUri.parseFolder(FOLDER, folder.uri()));
        } else {
            throw InvalidArgument.of(CONFIG, "must have gcs_destination or gcs_folder_destination");
        }
    }

    private static ExportFormat format(InFile file) {
        return Arrays.stream(ExportFormat.values())
                .filter(format -> format.mimeType().equals(file.mimeType()))
                .findFirst()
                .orElseThrow(() -> InvalidArgument.of(
                        MIME_TYPE,
                        "must be "
                                + Arrays.stream(ExportFormat.values())
                                        .map(ExportFormat::mimeType)
                                        .collect(Collectors.joining(" or "))
                                + ", got " + Shown.value(file.mimeType())));
    }
}
