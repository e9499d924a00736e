package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.AnnotationJson;
import java.util.List;

/**
 * What a person says of an item.
 *
 * @param annotations what they see; none means that there is nothing to see, where a task takes that
 * @param comment for whoever reads the answers; may be empty
 */
public record Answer(List<Annotation> annotations, String comment) {
    public Answer {
        annotations = List.copyOf(annotations);
    }

    /** Reads what is kept. */
    public static Answer of(AnswerText text) {
        return new Answer(AnnotationJson.read(text.annotations()), text.comment());
    }

    /** As it is kept: nobody votes for an answer. */
    AnswerText text() {
        List<Annotation> said = annotations.stream()
                .map(each -> new Annotation(each.value(), each.sentiment(), null))
                .toList();
        return new AnswerText(AnnotationJson.write(said), comment);
    }
}
