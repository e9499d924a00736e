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
}
