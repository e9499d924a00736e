package dev.assay.server.labeling.checks;

import dev.assay.server.dataset.annotated.AnnotationType;
import java.util.Set;

/**
 * What an answer may look like.
 *
 * @param labels display names to choose from
 * @param multiLabel whether a classification may have several labels, or none
 * @param sentiment whether texts are also judged by how well they speak of a label
 */
public record AnswerForm(AnnotationType type, Set<String> labels, boolean multiLabel, boolean sentiment) {
    public AnswerForm {
        labels = Set.copyOf(labels);
    }
}
