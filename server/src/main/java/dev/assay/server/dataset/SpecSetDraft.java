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
        Titles.require(PATH, displayName, description, violations);
        Map<String, AnnotationSpec> distinct = new LinkedHashMap<>();
        for (int i = 0; i < specs.size(); i++) {
            AnnotationSpec spec = specs.get(i);
            String path = PATH + ".annotation_specs[" + i + "]";
            Titles.require(path, spec.displayName(), spec.description(), violations);
            distinct.putIfAbsent(spec.displayName(), spec);
        }
        violations.require(
                !distinct.isEmpty() && distinct.size() <= MAX_SPECS,
                PATH + ".annotation_specs",
                "must hold 1 to " + MAX_SPECS + " different labels, got " + distinct.size());
        violations.throwIfAny();
        return List.copyOf(distinct.values());
    }
}
