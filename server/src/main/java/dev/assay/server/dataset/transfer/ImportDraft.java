package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.TableUri;
import dev.assay.server.vocabulary.Violations;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An import as a client asks for it, nothing checked yet.
 *
 * @param dataset the name of the dataset
 * @param dataType the name of a data type
 * @param file the source, if it is a file
 * @param tableUri the source, if it is a table
 * @param language of the texts; null if nothing is said of texts
 * @param email whom to tell of the end
 * @param config the whole input config: a message of the door, opaque here
 */
public record ImportDraft(
        String dataset,
        String dataType,
        @Nullable File file,
        @Nullable String tableUri,
        @Nullable String language,
        String email,
        byte[] config) {
    private static final String PATH = "input_config";
    private static final String FILE_PATH = PATH + ".gcs_source";
    private static final String FILE_FIELD = FILE_PATH + ".input_uri";
    private static final List<String> DATA_TYPES =
            List.of(DataType.IMAGE.name(), DataType.TEXT.name(), DataType.VIDEO.name());
    private static final String CSV = "text/csv";
    private static final int MAX_LANGUAGE_CHARACTERS = 100;
    private static final int MAX_EMAIL_CHARACTERS = 254;
    /** It is echoed whole, with fields that nothing reads. What is read takes less than half of this. */
    private static final int MAX_CONFIG_BYTES = 20_000;

    /** A file, and what it is said to be. */
    public record File(String uri, String mimeType) {}

    /**
     * Checks all there is to check without looking at the source.
     *
     * @throws InvalidArgument with every violation there is
     */
    ImportRequest check(ObjectFiles files) {
        Violations.requireAll(
                this::name,
                () -> require(
                        DATA_TYPES.contains(dataType),
                        PATH + ".data_type",
                        "must be one of " + String.join(", ", DATA_TYPES) + ", got " + dataType),
                () -> require(
                        file != null || tableUri != null, FILE_PATH, "required, unless there is a bigquery_source"),
                () -> requireFile(files),
                () -> require(
                        file == null
                                || file.mimeType().isEmpty()
                                || file.mimeType().equals(CSV),
                        FILE_PATH + ".mime_type",
                        "must be " + CSV + ", got " + Shown.value(mimeType())),
                () -> require(
                        tableUri == null || TableUri.parse(tableUri) != null,
                        PATH + ".bigquery_source.input_uri",
                        "must have the form " + TableUri.FORM + ", got "
                                + Shown.value(Objects.requireNonNullElse(tableUri, ""))),
                this::requireLanguage,
                () -> require(
                        email.codePointCount(0, email.length()) <= MAX_EMAIL_CHARACTERS,
                        "user_email_address",
                        "must have at most " + MAX_EMAIL_CHARACTERS + " characters"),
                () -> require(
                        config.length <= MAX_CONFIG_BYTES,
                        PATH,
                        "must have at most " + MAX_CONFIG_BYTES + " bytes, got " + config.length));
        return new ImportRequest(
                DataType.valueOf(dataType),
                file == null ? null : ObjectUri.parse(FILE_FIELD, file.uri()),
                tableUri == null ? null : TableUri.parse(tableUri),
                config);
    }

    /** The dataset that it shall add to. */
    ResourceName name() {
        return ResourceName.parse(ResourceKind.DATASET, "name", dataset);
    }

    private String mimeType() {
        return file == null ? "" : file.mimeType();
    }

    private void requireFile(ObjectFiles files) {
        if (file != null) {
            files.requireMapped(FILE_FIELD, ObjectUri.parse(FILE_FIELD, file.uri()));
        }
    }

    private void requireLanguage() {
        if (language == null) {
            return;
        }
        // A data type that is wrong in itself is not blamed twice.
        require(
                dataType.equals(DataType.TEXT.name()) || !DATA_TYPES.contains(dataType),
                PATH + ".text_metadata",
                "is for TEXT, not for " + dataType);
        require(
                language.length() <= MAX_LANGUAGE_CHARACTERS && isTag(language),
                PATH + ".text_metadata.language_code",
                "must be a BCP 47 tag such as de-AT, got " + Shown.value(language));
    }

    private static boolean isTag(String language) {
        try {
            new Locale.Builder().setLanguageTag(language);
            return true;
        } catch (IllformedLocaleException e) {
            return false;
        }
    }

    private static void require(boolean condition, String field, String description) {
        if (!condition) {
            throw InvalidArgument.of(field, description);
        }
    }
}
