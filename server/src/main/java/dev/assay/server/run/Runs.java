package dev.assay.server.run;

import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What jobs ask of runs, always in their own transaction. */
public interface Runs {
    /**
     * Begins a run: seals the job's interval, opens the next, and queues the work. For jobs, in their transaction.
     *
     * @param due the due times it covers; null for a requested run
     */
    Run begin(RunPlan plan, RunTrigger trigger, @Nullable DueSpan due, Instant now);

    /** Records due times that passed while the job was paused. For jobs, in their transaction. */
    void recordSkipped(RunPlan plan, DueSpan due, Instant now);

    /** Cancels the active runs of a job that is being deleted. For jobs, in their transaction. */
    void cancelAll(ResourceName job, Instant now);
}
