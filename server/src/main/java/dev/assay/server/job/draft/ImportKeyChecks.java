package dev.assay.server.job.draft;

import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The keys by which instances and predictions are read. An empty value is as good as none. */
final class ImportKeyChecks {
    private static final String PATH = JobChecks.CONFIG + ".bigquery_import_keys";
    private static final List<String> DATA_KEYS = List.of("data_json_key", "reference_json_key");
    private static final List<String> ALWAYS_REQUIRED = List.of("label_json_key", "label_score_json_key");
    private static final String BOX_KEY = "bounding_box_json_key";
    private static final List<String> KNOWN = List.of(
            "data_json_key", "reference_json_key", "label_json_key", "label_score_json_key", "bounding_box_json_key");

    private ImportKeyChecks() {}

    /** Notes what is wrong with the keys. */
    static void check(Map<String, String> keys, @Nullable Problem problem, Violations violations) {
        // Sorted, so that the same request is always told the same.
        new TreeMap<>(keys).forEach((key, value) -> checkEntry(key, value, violations));
        for (String required : required(problem)) {
            violations.require(isSet(keys, required), PATH + "." + required, "required");
        }
        violations.require(
                DATA_KEYS.stream().anyMatch(key -> isSet(keys, key)),
                PATH,
                "must name where the data is: one of " + DATA_KEYS + " is required");
    }

    private static void checkEntry(String key, String value, Violations violations) {
        if (!KNOWN.contains(key)) {
            violations.add(PATH, "knows only the keys " + KNOWN + ", got " + Shown.value(key));
        } else {
            violations.require(
                    value.indexOf('/') < 0, PATH + "." + key, "must not contain a slash, got " + Shown.value(value));
        }
    }

    private static List<String> required(@Nullable Problem problem) {
        List<String> required = new ArrayList<>(ALWAYS_REQUIRED);
        if (problem != null && problem.isDetection()) {
            required.add(BOX_KEY);
        }
        return required;
    }

    private static boolean isSet(Map<String, String> keys, String key) {
        return !keys.getOrDefault(key, "").isEmpty();
    }
}
