package dev.assay.server.dataset;

import dev.assay.server.vocabulary.AnnotationSpec;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.List;

/** A closed list of labels, in the order in which evaluations show them. It never changes. */
public record AnnotationSpecSet(
        ResourceName name, String displayName, String description, List<AnnotationSpec> specs, Instant createTime) {
    private static final long MAX_BYTES_PER_CHAR = 3;

    public AnnotationSpecSet {
        specs = List.copyOf(specs);
    }

    /** About how many bytes it takes to show it, at most. */
    long weight() {
        long characters = (long) displayName.length() + description.length();
        for (AnnotationSpec spec : specs) {
            characters +=
                    (long) spec.displayName().length() + spec.description().length();
        }
        return MAX_BYTES_PER_CHAR * characters;
    }

    /** The display names of its labels, in its order. */
    public List<String> labels() {
        return specs.stream().map(AnnotationSpec::displayName).toList();
    }
}
