package dev.assay.server.dataset.annotated;

import dev.assay.server.vocabulary.Filter;
import dev.assay.server.vocabulary.InvalidArgument;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which examples are asked for: those whose annotations use certain labels. */
public final class ExampleFilter {
    private static final String DISPLAY_NAME = "annotation_spec.display_name";

    private final Filter filter;

    private ExampleFilter(Filter filter) {
        this.filter = filter;
    }

    /**
     * Reads a filter; an empty one passes every example.
     *
     * @throws InvalidArgument if it is not of the language or names another field
     */
    public static ExampleFilter parse(String text) {
        return new ExampleFilter(Filter.parse(text, Set.of(DISPLAY_NAME)));
    }

    /** Whether an example with these annotations passes: every term is about any of them. */
    public boolean passes(List<Annotation> annotations) {
        Set<String> labels = new HashSet<>();
        annotations.forEach(annotation -> labels.addAll(annotation.value().labels()));
        return filter.matches((field, value) -> labels.contains(value));
    }

    /** Labels of which every example that passes has at least one; none if the filter passes every example. */
    Set<String> anyOf() {
        List<String> required = filter.requiredValues(DISPLAY_NAME);
        if (!required.isEmpty()) {
            return Set.of(required.get(0));
        }
        Set<String> named = new HashSet<>();
        filter.terms().forEach(term -> named.add(term.value()));
        return named;
    }
}
