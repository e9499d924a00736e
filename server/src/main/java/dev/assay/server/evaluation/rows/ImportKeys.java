package dev.assay.server.evaluation.rows;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Under which keys of an instance and of a prediction a job finds what it needs.
 *
 * @param label the predicted labels and the true ones, {@code label_json_key}
 * @param score the predicted labels' scores, {@code label_score_json_key}
 * @param data the instance's content, {@code data_json_key}
 * @param reference a reference to the instance's content, {@code reference_json_key}
 * @param box the predicted boxes and the true ones, {@code bounding_box_json_key}; null where nobody asks for boxes
 */
public record ImportKeys(
        String label,
        String score,
        @Nullable String data,
        @Nullable String reference,
        @Nullable String box) {
    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if labels and scores have the same key, or neither data nor reference has one
     */
    public ImportKeys {
        if (label.equals(score)) {
            throw new IllegalArgumentException("label_json_key and label_score_json_key are the same: " + label);
        }
        if (data == null && reference == null) {
            throw new IllegalArgumentException("one of data_json_key and reference_json_key is required");
        }
    }

    /** Keys of a job that does not ask for boxes. */
    public ImportKeys(String label, String score, @Nullable String data, @Nullable String reference) {
        this(label, score, data, reference, null);
    }

    /**
     * Reads the keys of a job's {@code bigquery_import_keys}; entries of other names are left alone.
     *
     * @throws IllegalArgumentException if a required entry is missing or the keys contradict each other
     */
    public static ImportKeys of(Map<String, String> bigqueryImportKeys) {
        return new ImportKeys(
                required(bigqueryImportKeys, "label_json_key"),
                required(bigqueryImportKeys, "label_score_json_key"),
                bigqueryImportKeys.get("data_json_key"),
                bigqueryImportKeys.get("reference_json_key"),
                bigqueryImportKeys.get("bounding_box_json_key"));
    }

    /**
     * The key of the boxes, for a job that asks for them.
     *
     * @throws IllegalArgumentException if there is none
     */
    String requiredBox() {
        if (box == null) {
            throw new IllegalArgumentException("bigquery_import_keys has no bounding_box_json_key");
        }
        return box;
    }

    /** Tells whether a key of an instance is one of those that hold its content. */
    boolean holdsContent(String key) {
        return key.equals(data) || key.equals(reference);
    }

    /** Returns the key to name where an instance has no content. */
    String contentKey() {
        return data != null ? data : String.valueOf(reference);
    }

    private static String required(Map<String, String> keys, String name) {
        String value = keys.get(name);
        if (value == null) {
            throw new IllegalArgumentException("bigquery_import_keys has no " + name);
        }
        return value;
    }
}
