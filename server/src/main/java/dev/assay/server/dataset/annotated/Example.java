package dev.assay.server.dataset.annotated;

import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.vocabulary.ResourceName;
import java.util.List;

/** An item and what was said of it; its id is that of the item. */
public record Example(ResourceName name, AnnotationType type, Payload payload, List<Annotation> annotations) {
    public Example {
        annotations = List.copyOf(annotations);
    }
}
