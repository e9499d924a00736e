package dev.assay.server.dataset.annotated;

import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.Map;

/**
 * What was said of the items of a dataset.
 *
 * @param exampleCount how many items were to be annotated
 * @param completedExampleCount how many of them are: the number of its examples
 * @param labelStats how many examples have each label, by display name; labels that none has are absent
 * @param metadata how it was made: a message of the door, kept and echoed as it is; empty if nothing is to be said
 */
public record AnnotatedDataset(
        ResourceName name,
        String displayName,
        String description,
        AnnotationType annotationType,
        Instant createTime,
        long exampleCount,
        long completedExampleCount,
        Map<String, Long> labelStats,
        byte[] metadata) {
    private static final long MAX_BYTES_PER_CHAR = 3;
    private static final long CHARS_PER_COUNT = 5;

    public AnnotatedDataset {
        labelStats = Map.copyOf(labelStats);
    }

    /** About how many bytes it takes to show it, at most. */
    long weight() {
        long characters = (long) displayName.length() + description.length();
        for (String label : labelStats.keySet()) {
            characters += label.length() + CHARS_PER_COUNT;
        }
        return MAX_BYTES_PER_CHAR * characters + metadata.length;
    }
}
