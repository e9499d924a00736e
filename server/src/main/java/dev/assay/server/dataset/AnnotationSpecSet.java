package dev.assay.server.dataset;

import dev.assay.server.vocabulary.AnnotationSpec;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.List;

/** A closed list of labels, in the order in which evaluations show them. It never changes. */
public record AnnotationSpecSet(
        ResourceName name, String displayName, String description, List<AnnotationSpec> specs, Instant createTime) {
    public AnnotationSpecSet {
        specs = List.copyOf(specs);
    }

    /** The display names of its labels, in its order. */
    public List<String> labels() {
        return specs.stream().map(AnnotationSpec::displayName).toList();
    }
}
