package dev.assay.server.run;

import dev.assay.server.labeling.LabelingTasks;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.work.WorkStore;
import jakarta.inject.Inject;
import java.time.Instant;

/** Ends runs before they are done. Every method joins the caller's transaction. */
final class RunEnds {
    private final RunStore store;
    private final WorkStore work;
    private final RunReferences references;
    private final LabelingTasks tasks;
    private final Counters counters;

    @Inject
    RunEnds(RunStore store, WorkStore work, RunReferences references, LabelingTasks tasks, Counters counters) {
        this.store = store;
        this.work = work;
        this.references = references;
        this.tasks = tasks;
        this.counters = counters;
    }

    /** Removes the work first: that locks its worker out, or waits for what it is committing; then the state stands. */
    Run cancelIfActive(ResourceName name, Instant now) {
        work.remove(name.toString());
        Run run = store.find(name).orElseThrow(() -> new NotFound(name));
        if (!run.state().isActive()) {
            return run;
        }
        Run ended = run.ended(RunState.CANCELLED, now);
        if (!store.replace(run, ended)) {
            throw new IllegalStateException("run " + name + " changed although nobody works on it");
        }
        references.drop(name);
        closeTask(run, now);
        counters.add("assay.runs.ended", 1, "state", RunState.CANCELLED.name());
        return ended;
    }

    /** Nobody is asked for a run any longer; the answers stay. */
    void closeTask(Run run, Instant now) {
        if (run.labeling() != null) {
            tasks.cancel(run.labeling().task(), now);
        }
    }
}
