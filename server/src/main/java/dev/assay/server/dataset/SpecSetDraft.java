package dev.assay.server.dataset;

import dev.assay.server.vocabulary.AnnotationSpec;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Violations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A label set as a client asks for it, nothing checked yet. */
public record SpecSetDraft(String displayName, String description, List<AnnotationSpec> specs) {
    private static final String PATH = "annotation_spec_set";
    private static final int MAX_NAME_CHARACTERS = 64;
    private static final int MAX_DESCRIPTION_CHARACTERS = 10_000;
    private static final int MAX_SPECS = 100;

    public SpecSetDraft {
        specs = List.copyOf(specs);
    }

    /**
     * Checks the draft.
     *
     * @return its labels without those that repeat an earlier one
     * @throws InvalidArgument with every violation there is
     */
    public List<AnnotationSpec> check() {
        Violations violations = new Violations();
        requireLength(PATH + ".display_name", displayName, 1, MAX_NAME_CHARACTERS, violations);
        requireLength(PATH + ".description", description, 0, MAX_DESCRIPTION_CHARACTERS, violations);
        Map<String, AnnotationSpec> distinct = new LinkedHashMap<>();
        for (int i = 0; i < specs.size(); i++) {
            AnnotationSpec spec = specs.get(i);
            String path = PATH + ".annotation_specs[" + i + "]";
            requireLength(path + ".display_name", spec.displayName(), 1, MAX_NAME_CHARACTERS, violations);
            requireLength(path + ".description", spec.description(), 0, MAX_DESCRIPTION_CHARACTERS, violations);
            distinct.putIfAbsent(spec.displayName(), spec);
        }
        violations.require(
                !distinct.isEmpty() && distinct.size() <= MAX_SPECS,
                PATH + ".annotation_specs",
                "must hold 1 to " + MAX_SPECS + " different labels, got " + distinct.size());
        violations.throwIfAny();
        return List.copyOf(distinct.values());
    }

    private static void requireLength(String field, String text, int min, int max, Violations violations) {
        int characters = text.codePointCount(0, text.length());
        violations.require(
                characters >= min && characters <= max,
                field,
                "must have " + min + " to " + max + " characters, got " + characters);
    }
}
