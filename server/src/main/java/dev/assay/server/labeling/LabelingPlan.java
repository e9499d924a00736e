package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.vocabulary.AnnotationSpec;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people are asked for; never changes.
 *
 * @param owner who had the task made, lists its items and is woken when it ends; null if all items of the dataset are
 *     asked for and nobody waits
 * @param labels to choose from, in order
 * @param multiLabel whether a classification may have several labels, or none
 * @param sentiment whether people also say if a text speaks well of a label
 * @param replicaCount how many people at most answer for one item
 * @param questionDuration how long somebody has for a question
 * @param contributors who may work on it; empty means anyone
 * @param instruction explains the task; null if there is none
 * @param displayName of the annotated dataset that comes of it
 * @param description of the annotated dataset
 * @param config how it was asked for: a message of the door, kept and echoed as it is
 */
public record LabelingPlan(
        ResourceName dataset,
        @Nullable ResourceName owner,
        AnnotationType annotationType,
        List<AnnotationSpec> labels,
        boolean multiLabel,
        boolean sentiment,
        Aggregation aggregation,
        int replicaCount,
        Duration questionDuration,
        Set<Person> contributors,
        @Nullable ResourceName instruction,
        String displayName,
        String description,
        byte[] config) {
    /** The most people that can be asked about one item. */
    public static final int MAX_REPLICAS = 10;

    /** The longest that somebody can have for a question. */
    public static final Duration MAX_QUESTION_DURATION = Duration.ofHours(1);

    public LabelingPlan {
        labels = List.copyOf(labels);
        contributors = Set.copyOf(contributors);
        if (labels.isEmpty()) {
            throw new IllegalArgumentException("no labels to choose from");
        }
        if (replicaCount < 1 || replicaCount > MAX_REPLICAS) {
            throw new IllegalArgumentException("replicas must be 1 to " + MAX_REPLICAS + ", not " + replicaCount);
        }
        if (questionDuration.compareTo(Duration.ofSeconds(1)) < 0
                || questionDuration.compareTo(MAX_QUESTION_DURATION) > 0) {
            throw new IllegalArgumentException("nobody can have " + questionDuration + " for a question");
        }
    }

    /** The display names of its labels. */
    public List<String> labelNames() {
        return labels.stream().map(AnnotationSpec::displayName).toList();
    }

    /** Whether somebody may work on it. */
    public boolean admits(Person person) {
        return contributors.isEmpty() || contributors.contains(person);
    }

    /** How many people may work on it at most. */
    int people() {
        return contributors.isEmpty() ? Integer.MAX_VALUE : contributors.size();
    }
}
