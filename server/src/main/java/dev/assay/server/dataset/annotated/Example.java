package dev.assay.server.dataset.annotated;

import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.vocabulary.ResourceName;
import java.util.List;

/** An item and what was said of it; its id is that of the item. */
public record Example(ResourceName name, AnnotationType type, Payload payload, List<Annotation> annotations) {
    private static final int ENVELOPE = 200;

    public Example {
        annotations = List.copyOf(annotations);
    }

    /** Bytes that it takes to send this, roughly: each annotation bears the name of the example. */
    public long weight() {
        long weight = ENVELOPE + payload.weight();
        for (Annotation annotation : annotations) {
            weight += ENVELOPE + annotation.weight();
        }
        return weight;
    }
}
