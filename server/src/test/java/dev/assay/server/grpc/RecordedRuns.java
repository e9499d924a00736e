package dev.assay.server.grpc;

import dev.assay.server.run.DueSpan;
import dev.assay.server.run.Run;
import dev.assay.server.run.RunPlan;
import dev.assay.server.run.RunState;
import dev.assay.server.run.RunTrigger;
import dev.assay.server.run.Runs;
import dev.assay.server.sampling.Sampling;
import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Runs that never go on by themselves: rows of the table of runs, and a record of what jobs asked for. */
public final class RecordedRuns implements Runs {
    private final Sampling sampling;
    private final EmbeddedStores stores;
    private final Ids ids;
    private final List<RunPlan> plans = new CopyOnWriteArrayList<>();
    private volatile Set<ResourceName> failing = Set.of();

    @Inject
    RecordedRuns(Sampling sampling, EmbeddedStores stores, Ids ids) {
        this.sampling = sampling;
        this.stores = stores;
        this.ids = ids;
    }

    @Override
    public Run begin(RunPlan plan, RunTrigger trigger, @Nullable DueSpan due, Instant now) {
        if (failing.contains(plan.job())) {
            throw new IllegalStateException("broken on purpose");
        }
        long interval = sampling.sealAndOpenNext(plan.job(), now);
        return record(plan, RunState.CLAIMED, trigger, due, interval, now);
    }

    @Override
    public void recordSkipped(RunPlan plan, DueSpan due, Instant now) {
        record(plan, RunState.SKIPPED, RunTrigger.SCHEDULE, due, 0, now);
    }

    @Override
    public void cancelAll(ResourceName job, Instant now) {
        end("job", job.id(), RunState.CANCELLED, now);
    }

    /** Makes every beginning of a run of these jobs fail, and of no other. */
    public void breakFor(Collection<ResourceName> jobs) {
        failing = Set.copyOf(jobs);
    }

    /** Ends an active run well. */
    public void succeed(Run run, Instant now) {
        end("id", run.name().id(), RunState.SUCCEEDED, now);
    }

    /** Gives a job failures, one per second from the time given on. */
    public void fail(ResourceName job, Instant from, int count) {
        for (int i = 0; i < count; i++) {
            stores.execute(
                    "INSERT INTO run_failure VALUES (?, 1, ?, ?, 'EVALUATING', 'NO_USABLE_ROWS', ?, '{\"rows\":\"7\"}')",
                    ids.next(from.plusSeconds(i)),
                    job.id(),
                    Micros.of(from.plusSeconds(i)),
                    "failure " + i);
        }
    }

    /** Every record, oldest first, as {@code STATE TRIGGER first last count}. */
    public List<String> records() {
        return stores.texts("""
                SELECT state || ' ' || run_trigger || coalesce(' ' || strftime('%m-%dT%H', first_due / 1000000, 'unixepoch')
                  || ' ' || strftime('%m-%dT%H', last_due / 1000000, 'unixepoch') || ' ' || due_count, '')
                FROM run ORDER BY id""");
    }

    /** The plans of everything that was asked for. */
    public List<RunPlan> plans() {
        return List.copyOf(plans);
    }

    private Run record(
            RunPlan plan, RunState state, RunTrigger trigger, @Nullable DueSpan due, long interval, Instant now) {
        ResourceName name = plan.job().child(ResourceKind.RUN, ids.next(now));
        plans.add(plan);
        stores.execute(
                """
                INSERT INTO run (id, project, job, state, run_trigger, start_time, end_time, first_due, last_due,
                  due_count, interval, plan) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')""",
                name.id(),
                name.project(),
                plan.job().id(),
                state.name(),
                trigger.name(),
                Micros.of(now),
                state.isActive() ? null : Micros.of(now),
                due == null ? null : Micros.of(due.first()),
                due == null ? null : Micros.of(due.last()),
                due == null ? 0 : due.count(),
                interval == 0 ? null : interval);
        return new Run(name, state, trigger, now, null, due, interval, null, null, 0, 0, null, null, List.of());
    }

    private void end(String column, String value, RunState state, Instant now) {
        stores.execute(
                "UPDATE run SET state = ?, end_time = ? WHERE end_time IS NULL AND " + column + " = ?",
                state.name(),
                Micros.of(now),
                value);
    }
}
