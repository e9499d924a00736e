package dev.assay.server.run;

import dev.assay.server.dataset.Holds;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Failure;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.work.Claim;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkStore;
import dev.assay.server.work.Worker;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes runs from step to step. A step may be repeated at any point before its last transaction, which checks the fence
 * and moves the run on; so a run that is taken over, or whose process died, goes on where it stands.
 */
final class RunDriver implements Worker {
    private static final Logger log = LoggerFactory.getLogger(RunDriver.class);

    private final RunStore store;
    private final WorkStore work;
    private final Holds holds;
    private final Transactions transactions;
    private final RunSteps steps;
    private final Counters counters;

    @Inject
    RunDriver(
            RunStore store, WorkStore work, Holds holds, Transactions transactions, RunSteps steps, Counters counters) {
        this.store = store;
        this.work = work;
        this.holds = holds;
        this.transactions = transactions;
        this.steps = steps;
        this.counters = counters;
    }

    @Override
    public WorkKind kind() {
        return WorkKind.RUN;
    }

    @Override
    public Next step(Claim claim, InstantSource clock) {
        Run run = read(claim);
        if (!run.state().isActive()) {
            // It ended between the claim and now; the fence tells, unless the work was left behind.
            transactions.write(() -> {
                work.check(claim.fence());
                work.remove(run.name().toString());
            });
            return Next.DONE;
        }
        RunPlan plan = transactions.read(() -> store.plan(run.name()));
        Outcome outcome = steps.of(run.state()).take(run, plan, claim.fence(), clock);
        return conclude(run, claim.fence(), outcome, clock);
    }

    @Override
    public void giveUp(Claim claim, Throwable failure, Instant now) {
        Run run = read(claim);
        // What was not foreseen may quote statements and paths: those belong in the log, where they are.
        String message = failure instanceof Failure
                ? failure.getMessage()
                : failure.getClass().getSimpleName() + "; the server's log has the details";
        Outcome failed = new Outcome.Failed("STEP_FAILED", run.state() + " failed: " + message, Map.of());
        conclude(run, claim.fence(), failed, () -> now);
    }

    private Next conclude(Run run, Fence fence, Outcome outcome, InstantSource clock) {
        if (outcome instanceof Outcome.Pause pause) {
            return new Next(pause.until());
        }
        Instant now = Micros.truncate(clock.instant());
        Run after = transactions.write(() -> {
            work.check(fence);
            Run moved = moved(run, outcome, now);
            if (!store.replace(run, moved)) {
                throw new Superseded(fence);
            }
            if (!moved.state().isActive()) {
                holds.dropAll(run.name());
                work.remove(run.name().toString());
            }
            return moved;
        });
        log.info("{} {} -> {}", run.name(), run.state(), after.state());
        if (after.revision() > run.revision()) {
            counters.add("assay.evaluations.published", 1);
        }
        if (after.state().isActive()) {
            return new Next(now);
        }
        counters.add("assay.runs.ended", 1, "state", after.state().name());
        return Next.DONE;
    }

    private Run moved(Run run, Outcome outcome, Instant now) {
        if (outcome instanceof Outcome.Move move) {
            return move.inTransaction().apply(now);
        }
        Outcome.Failed failed = (Outcome.Failed) outcome;
        store.addFailure(
                run.name(), new RunFailure(now, run.state(), failed.reason(), failed.message(), failed.details()));
        return run.ended(RunState.FAILED, now);
    }

    private Run read(Claim claim) {
        Supplier<Run> read = () -> store.find(ResourceName.read(claim.fence().resource()))
                .orElseThrow(() -> new Superseded(claim.fence()));
        return transactions.read(read);
    }
}
