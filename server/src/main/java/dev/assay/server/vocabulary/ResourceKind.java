package dev.assay.server.vocabulary;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kinds of named things, each with the pattern of its name. Variables stand in braces, all else is literal. */
public enum ResourceKind {
    PROJECT("projects/{project}"),
    MODEL_VERSION("projects/{project}/models/{model}/versions/{version}"),
    EVALUATION_JOB("projects/{project}/evaluationJobs/{evaluation_job}"),
    RUN("projects/{project}/evaluationJobs/{evaluation_job}/runs/{run}"),
    ANNOTATION_SPEC_SET("projects/{project}/annotationSpecSets/{annotation_spec_set}"),
    INSTRUCTION("projects/{project}/instructions/{instruction}"),
    DATASET("projects/{project}/datasets/{dataset}"),
    DATA_ITEM("projects/{project}/datasets/{dataset}/dataItems/{data_item}"),
    ANNOTATED_DATASET("projects/{project}/datasets/{dataset}/annotatedDatasets/{annotated_dataset}"),
    EXAMPLE("projects/{project}/datasets/{dataset}/annotatedDatasets/{annotated_dataset}/examples/{example}"),
    EVALUATION("projects/{project}/datasets/{dataset}/evaluations/{evaluation}"),
    OPERATION("projects/{project}/operations/{operation}"),
    TASK("projects/{project}/tasks/{task}"),
    QUESTION("projects/{project}/tasks/{task}/questions/{question}");

    private final String pattern;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it so
    private final List<String> segments;

    ResourceKind(String pattern) {
        this.pattern = pattern;
        this.segments = List.of(pattern.split("/"));
    }

    /** The pattern, such as {@code projects/{project}/datasets/{dataset}}. */
    public String pattern() {
        return pattern;
    }

    /** How many ids a name of this kind holds. */
    int depth() {
        return segments.size() / 2;
    }

    String collection(int level) {
        return segments.get(2 * level);
    }

    boolean isBelow(ResourceKind other) {
        return pattern.startsWith(other.pattern + "/");
    }

    /** The kind for people: {@code evaluation job} for {@link #EVALUATION_JOB}. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The kind whose name has this text's collections, or null. */
    static @Nullable ResourceKind of(String text) {
        String[] parts = text.split("/", -1);
        return Arrays.stream(values())
                .filter(kind -> kind.segments.size() == parts.length && kind.collectionsMatch(parts))
                .findFirst()
                .orElse(null);
    }

    boolean collectionsMatch(String[] parts) {
        if (parts.length != segments.size()) {
            return false;
        }
        for (int level = 0; level < depth(); level++) {
            if (!collection(level).equals(parts[2 * level])) {
                return false;
            }
        }
        return true;
    }
}
