package dev.assay.server.run;

import dev.assay.server.dataset.Holds;
import dev.assay.server.sampling.Sampling;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkStore;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Begins, shows and cancels runs. What happens in between is {@link RunDriver}'s; for bringing ended ones back to work
 * see {@link Resumption}.
 */
public final class RunService implements Runs {
    private final RunStore store;
    private final WorkStore work;
    private final Sampling sampling;
    private final Holds holds;
    private final Transactions transactions;
    private final Ids ids;
    private final Counters counters;

    @Inject
    RunService(
            RunStore store,
            WorkStore work,
            Sampling sampling,
            Holds holds,
            Transactions transactions,
            Ids ids,
            Counters counters) {
        this.store = store;
        this.work = work;
        this.sampling = sampling;
        this.holds = holds;
        this.transactions = transactions;
        this.ids = ids;
        this.counters = counters;
    }

    @Override
    public Run begin(RunPlan plan, RunTrigger trigger, @Nullable DueSpan due, Instant now) {
        long interval = sampling.sealAndOpenNext(plan.job(), now);
        Run run = newRun(plan, RunState.CLAIMED, trigger, due, interval, now);
        store.insert(run, plan);
        work.add(run.name().toString(), WorkKind.RUN, now);
        holds.hold(plan.annotationSpecSet(), run.name());
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
            endIfActive(run.name(), now);
        }
    }

    /**
     * A run as it stands.
     *
     * @throws NotFound if there is none of this name
     */
    public Run get(ResourceName name) {
        return transactions.read(() -> store.find(name)).orElseThrow(() -> new NotFound(name));
    }

    /** Runs of a job, oldest first; none if the job never existed. */
    public Page<Run> list(ResourceName job, PageRequest page) {
        List<Run> found = transactions.read(() -> store.list(job, page));
        return page.page(
                found,
                run -> List.of(
                        Long.toString(Micros.of(run.startTime())), run.name().id()));
    }

    /**
     * Cancels an active run; a run cancelled before stays so.
     *
     * @throws WrongState if it ended otherwise
     */
    public void cancel(ResourceName name, Instant now) {
        transactions.write(() -> {
            // Nobody brings the run back to work between the look at its work and that at its state.
            transactions.lock(name);
            Run run = endIfActive(name, now);
            if (run.state() != RunState.CANCELLED) {
                throw new WrongState("RUN_ENDED", "run " + name + " has ended as " + run.state());
            }
        });
    }

    /** Removes the work first: that locks its worker out, or waits for what it is committing; then the state stands. */
    private Run endIfActive(ResourceName name, Instant now) {
        work.remove(name.toString());
        Run run = get(name);
        if (!run.state().isActive()) {
            return run;
        }
        Run ended = run.ended(RunState.CANCELLED, now);
        if (!store.replace(run, ended)) {
            throw new IllegalStateException("run " + name + " changed although nobody works on it");
        }
        holds.dropAll(name);
        counters.add("assay.runs.ended", 1, "state", RunState.CANCELLED.name());
        return ended;
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
                List.of());
    }
}
