package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.labeling.LabelingDraft.Details;
import dev.assay.server.labeling.LabelingDraft.People;
import dev.assay.server.vocabulary.AnnotationSpec;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How people are to be asked, whatever the items are: checked, and kept until somebody has a task made of it.
 *
 * @param config all of it: a message of the door, kept and echoed as it is
 */
public record Asking(People people, Details details, byte[] config) {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** What explains the question. */
    public ResourceName instruction() {
        return ResourceName.read(people.instruction());
    }

    /**
     * The same with another instruction.
     *
     * @param message the config that says so
     */
    public Asking instructed(ResourceName instruction, byte[] message) {
        People instructed = new People(
                instruction.toString(),
                people.displayName(),
                people.description(),
                people.labelGroup(),
                people.languageCode(),
                people.replicaCount(),
                people.questionSeconds(),
                people.contributors(),
                people.userEmail());
        return new Asking(instructed, details, message);
    }

    /**
     * The plan of a task about a dataset.
     *
     * @param owner who lists its items; null if people are asked about all of them
     * @param labels to choose from, in order
     */
    public LabelingPlan plan(
            ResourceName dataset, @Nullable ResourceName owner, AnnotationType type, List<AnnotationSpec> labels) {
        return new LabelingPlan(
                dataset,
                owner,
                type,
                labels,
                details.multiLabel(),
                details.sentiment(),
                Objects.requireNonNull(details.aggregation()),
                Math.max(1, people.replicaCount()),
                questionDuration(people.questionSeconds()),
                people.contributors().stream()
                        .map(email -> Person.read("contributor_emails", email))
                        .collect(Collectors.toSet()),
                instruction(),
                people.displayName(),
                people.description(),
                config);
    }

    private static Duration questionDuration(double seconds) {
        return seconds == 0
                ? LabelingPlan.MAX_QUESTION_DURATION
                : Duration.ofNanos((long) (seconds * NANOS_PER_SECOND));
    }
}
