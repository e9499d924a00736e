package dev.assay.server.dataset.instruction;

import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.Titles;
import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Violations;
import java.util.List;

/**
 * An instruction as a client asks for it, nothing checked yet.
 *
 * @param parent the project
 * @param dataType the name of a data type
 * @param pdfUri where the document is
 * @param asksForCsv whether the document is a CSV file, which nobody here can show to labelers
 */
public record InstructionDraft(
        String parent, String displayName, String description, String dataType, String pdfUri, boolean asksForCsv) {
    private static final String PATH = "instruction";
    private static final String PDF_FIELD = PATH + ".pdf_instruction.gcs_file_uri";
    private static final List<String> DATA_TYPES =
            List.of(DataType.IMAGE.name(), DataType.VIDEO.name(), DataType.TEXT.name());

    /**
     * Checks all there is to check without looking at the document.
     *
     * @throws InvalidArgument with every violation there is
     */
    void check(ObjectFiles files) {
        Violations.requireAll(
                this::project,
                this::requireTitle,
                () -> require(
                        DATA_TYPES.contains(dataType),
                        "data_type",
                        "must be one of " + String.join(", ", DATA_TYPES) + ", got " + dataType),
                () -> require(!asksForCsv, "csv_instruction", "is not supported; give the document in pdf_instruction"),
                () -> requireDocument(files));
    }

    /** The project that it shall belong to. */
    ResourceName project() {
        return ResourceName.parse(ResourceKind.PROJECT, "parent", parent);
    }

    /** Where the document is. */
    ObjectUri document() {
        return ObjectUri.parse(PDF_FIELD, pdfUri);
    }

    private void requireDocument(ObjectFiles files) {
        // Whoever asks for CSV hears of that, not of what it replaces.
        if (!pdfUri.isEmpty() || !asksForCsv) {
            files.requireMapped(PDF_FIELD, document());
        }
    }

    private void requireTitle() {
        Violations violations = new Violations();
        Titles.require(PATH, displayName, description, violations);
        violations.throwIfAny();
    }

    private static void require(boolean condition, String field, String description) {
        if (!condition) {
            throw InvalidArgument.of(PATH + "." + field, description);
        }
    }
}
