package dev.assay.server.run;

import dev.assay.server.labeling.TaskFigures;
import dev.assay.server.labeling.TaskFigures.Progress;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Counts how people get on with what runs ask them. */
final class RunProgress {
    private final TaskFigures figures;

    @Inject
    RunProgress(TaskFigures figures) {
        this.figures = figures;
    }

    /** These runs, with the counts of now where people are being asked, or were until that was cancelled; all in one query. */
    List<Run> count(List<Run> runs) {
        List<ResourceName> tasks = runs.stream()
                .filter(RunProgress::asksPeople)
                .map(run -> Objects.requireNonNull(run.labeling()).task())
                .toList();
        Map<ResourceName, Progress> counts = figures.progress(tasks);
        return runs.stream()
                .map(run -> asksPeople(run) ? run.with(counted(Objects.requireNonNull(run.labeling()), counts)) : run)
                .toList();
    }

    /** The counts of now. */
    Labeling count(Labeling labeling) {
        return counted(labeling, figures.progress(List.of(labeling.task())));
    }

    /** Once a task is done, the run keeps what it came to. */
    private static boolean asksPeople(Run run) {
        return run.labeling() != null && run.labeling().annotatedDataset() == null;
    }

    private static Labeling counted(Labeling labeling, Map<ResourceName, Progress> counts) {
        Progress now = counts.get(labeling.task());
        return now == null ? labeling : labeling.counted(now.items(), now.openItems(), now.answers());
    }
}
