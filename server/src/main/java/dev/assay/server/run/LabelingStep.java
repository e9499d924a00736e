package dev.assay.server.run;

import dev.assay.server.dataset.AnnotationSpecSet;
import dev.assay.server.dataset.AnnotationSpecSets;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.labeling.Asking;
import dev.assay.server.labeling.LabelingPlan;
import dev.assay.server.labeling.LabelingTask;
import dev.assay.server.labeling.LabelingTask.CloseReason;
import dev.assay.server.labeling.LabelingTasks;
import dev.assay.server.sampling.Sampling;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;

/**
 * Has people asked for the ground truth that is missing, and waits for them, for days if need be. What they agree on
 * becomes the ground truth of the rows; the rest is left without, and counted.
 */
final class LabelingStep implements RunSteps.Step {
    /** The end of the task wakes the run; this is for the day when nobody does. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(10);

    private final LabelingTasks tasks;
    private final AgreedTruth agreedTruth;
    private final RunProgress progress;
    private final Sampling sampling;
    private final AnnotationSpecSets specSets;

    @Inject
    LabelingStep(
            LabelingTasks tasks,
            AgreedTruth agreedTruth,
            RunProgress progress,
            Sampling sampling,
            AnnotationSpecSets specSets) {
        this.tasks = tasks;
        this.agreedTruth = agreedTruth;
        this.progress = progress;
        this.sampling = sampling;
        this.specSets = specSets;
    }

    @Override
    public Outcome take(Run run, RunPlan plan, Fence fence, InstantSource clock) {
        Labeling labeling = run.labeling();
        if (labeling == null) {
            return begin(run, plan);
        }
        LabelingTask task = tasks.get(labeling.task());
        if (task.isOpen()) {
            return new Outcome.Pause(clock.instant().plus(BETWEEN_LOOKS));
        }
        // Also of a task that was cancelled: what people agreed on until then need not be asked again.
        AgreedTruth.Tally tally = agreedTruth.write(run, plan, task, fence);
        if (task.closeReason() == CloseReason.CANCELLED) {
            return new Outcome.Failed(
                    "LABELING_CANCELLED",
                    "people were asked for ground truth by task " + task.name()
                            + ", which ended before they were through; a retry asks for what is still missing",
                    Map.of("TASK", task.name().toString()));
        }
        Labeling counted = progress.count(labeling);
        Labeling done = new Labeling(
                task.name(),
                task.annotatedDataset(),
                counted.items(),
                0,
                counted.answers(),
                tally.agreed(),
                tally.unsettled(),
                tally.unanswered());
        return new Outcome.Move(now -> run.with(done).in(RunState.EVALUATING));
    }

    private Outcome begin(Run run, RunPlan plan) {
        if (!sampling.anyWithoutTruth(plan.table(), run.interval())) {
            return new Outcome.Move(now -> run.in(RunState.EVALUATING));
        }
        Asking asking = Objects.requireNonNull(plan.asking());
        ResourceName dataset = Objects.requireNonNull(run.dataset());
        ResourceName specSet = plan.annotationSpecSet();
        return new Outcome.Move(now -> {
            AnnotationSpecSet labels = specSets.find(specSet).orElseThrow(() -> new NotFound(specSet));
            LabelingPlan people =
                    asking.plan(dataset, run.name(), AnnotationType.valueOf(plan.annotationType()), labels.specs());
            return run.with(Labeling.begun(tasks.begin(people, now)));
        });
    }
}
