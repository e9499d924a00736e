package dev.assay.server.run;

import dev.assay.server.sampling.Sampling;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkStore;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Begins runs for jobs, and ends those of a job that goes. What happens in between is {@link RunDriver}'s. */
final class RunsOfJobs implements Runs {
    private final RunStore store;
    private final WorkStore work;
    private final Sampling sampling;
    private final RunReferences references;
    private final RunEnds ends;
    private final Ids ids;
    private final Counters counters;

    @Inject
    RunsOfJobs(
            RunStore store,
            WorkStore work,
            Sampling sampling,
            RunReferences references,
            RunEnds ends,
            Ids ids,
            Counters counters) {
        this.store = store;
        this.work = work;
        this.sampling = sampling;
        this.references = references;
        this.ends = ends;
        this.ids = ids;
        this.counters = counters;
    }

    @Override
    public Run begin(RunPlan plan, RunTrigger trigger, @Nullable DueSpan due, Instant now) {
        long interval = sampling.sealAndOpenNext(plan.job(), now);
        Run run = newRun(plan, RunState.CLAIMED, trigger, due, interval, now);
        store.insert(run, plan);
        work.add(run.name().toString(), WorkKind.RUN, now);
        references.hold(run, plan);
        counters.add("assay.runs.started", 1, "trigger", trigger.name());
        return run;
    }

    @Override
    public void recordSkipped(RunPlan plan, DueSpan due, Instant now) {
        Run run = newRun(plan, RunState.SKIPPED, RunTrigger.SCHEDULE, due, 0, now);
        store.insert(run.ended(RunState.SKIPPED, now), plan);
        counters.add("assay.runs.ended", 1, "state", RunState.SKIPPED.name());
    }

    @Override
    public void cancelAll(ResourceName job, Instant now) {
        for (Run run : store.active(job)) {
            ends.cancelIfActive(run.name(), now);
        }
        store.failedWithTask(job).forEach(run -> ends.closeTask(run, now));
    }

    private Run newRun(
            RunPlan plan, RunState state, RunTrigger trigger, @Nullable DueSpan due, long interval, Instant now) {
        return new Run(
                plan.job().child(ResourceKind.RUN, ids.next(now)),
                state,
                trigger,
                now,
                null,
                due,
                interval,
                null,
                null,
                0,
                0,
                null,
                null,
                List.of());
    }
}
