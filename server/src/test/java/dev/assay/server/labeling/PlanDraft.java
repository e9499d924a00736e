package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.vocabulary.AnnotationSpec;
import dev.assay.server.vocabulary.ResourceName;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is asked of the items of a dataset, by default one person for one label of a text. */
public record PlanDraft(
        ResourceName dataset,
        AnnotationType type,
        Aggregation aggregation,
        int replicas,
        boolean multiLabel,
        boolean sentiment,
        Set<Person> contributors,
        @Nullable ResourceName owner) {
    public static final List<String> LABELS = List.of("good", "bad", "odd");

    public static PlanDraft of(ResourceName dataset) {
        return new PlanDraft(
                dataset,
                AnnotationType.TEXT_CLASSIFICATION_ANNOTATION,
                Aggregation.MAJORITY_VOTE,
                1,
                false,
                false,
                Set.of(),
                null);
    }

    public PlanDraft replicas(int count) {
        return new PlanDraft(dataset, type, aggregation, count, multiLabel, sentiment, contributors, owner);
    }

    public PlanDraft by(Aggregation way) {
        return new PlanDraft(dataset, type, way, replicas, multiLabel, sentiment, contributors, owner);
    }

    public PlanDraft asking(AnnotationType kind) {
        return new PlanDraft(dataset, kind, aggregation, replicas, multiLabel, sentiment, contributors, owner);
    }

    public PlanDraft ofSeveralLabels() {
        return new PlanDraft(dataset, type, aggregation, replicas, true, sentiment, contributors, owner);
    }

    public PlanDraft only(Person... people) {
        return new PlanDraft(dataset, type, aggregation, replicas, multiLabel, sentiment, Set.of(people), owner);
    }

    public PlanDraft ownedBy(ResourceName who) {
        return new PlanDraft(dataset, type, aggregation, replicas, multiLabel, sentiment, contributors, who);
    }

    public LabelingPlan plan() {
        return new LabelingPlan(
                dataset,
                owner,
                type,
                LABELS.stream().map(label -> new AnnotationSpec(label, "")).toList(),
                multiLabel,
                sentiment,
                aggregation,
                replicas,
                LabelingBench.LEASE,
                contributors,
                null,
                "title",
                "text",
                new byte[] {7});
    }
}
