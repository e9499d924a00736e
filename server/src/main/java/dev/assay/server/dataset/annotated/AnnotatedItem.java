package dev.assay.server.dataset.annotated;

import java.util.List;

/**
 * What was said of one item.
 *
 * @param item the id of the item in its dataset
 */
public record AnnotatedItem(String item, List<Annotation> annotations) {
    public AnnotatedItem {
        annotations = List.copyOf(annotations);
    }

    /** Bytes that it takes to keep or send this, roughly. */
    public long weight() {
        long weight = item.length();
        for (Annotation annotation : annotations) {
            weight += annotation.weight();
        }
        return weight;
    }
}
