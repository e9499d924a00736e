package dev.assay.server.labeling;

/**
 * An answer as it is kept.
 *
 * @param annotations JSON of {@link dev.assay.server.dataset.annotated.AnnotationJson}
 * @param comment for whoever reads the answers; may be empty
 */
public record AnswerText(String annotations, String comment) {
    /** How long it is, in characters. */
    public long length() {
        return (long) annotations.length() + comment.length();
    }
}
