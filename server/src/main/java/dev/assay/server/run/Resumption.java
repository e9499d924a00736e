package dev.assay.server.run;

import dev.assay.server.labeling.LabelingTask.CloseReason;
import dev.assay.server.labeling.LabelingTasks;
import dev.assay.server.sampling.IntervalRecord;
import dev.assay.server.sampling.Sampler.Gate;
import dev.assay.server.sampling.Sampling;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkStore;
import jakarta.inject.Inject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Brings ended runs back to work, as long as what they need is still there. */
public final class Resumption {
    private final RunStore store;
    private final WorkStore work;
    private final Sampling sampling;
    private final RunReferences references;
    private final LabelingTasks tasks;
    private final Transactions transactions;

    @Inject
    Resumption(
            RunStore store,
            WorkStore work,
            Sampling sampling,
            RunReferences references,
            LabelingTasks tasks,
            Transactions transactions) {
        this.store = store;
        this.work = work;
        this.sampling = sampling;
        this.references = references;
        this.tasks = tasks;
        this.transactions = transactions;
    }

    /**
     * Resumes a FAILED run at the step that failed last.
     *
     * @throws WrongState in any other state, if the job is STOPPED, or if its Dataset or its rows are gone
     */
    public Run retry(ResourceName name, Instant now) {
        return transactions.write(() -> {
            Run run = lock(name);
            if (run.state() != RunState.FAILED) {
                throw new WrongState("RUN_NOT_FAILED", "only a FAILED run can be retried; this one is " + run.state());
            }
            RunFailure last = run.failures().get(run.failures().size() - 1);
            return resume(run, last.step(), now);
        });
    }

    /**
     * Evaluates a SUCCEEDED run again with the truth its rows have now; also one that SUCCEEDED and whose last evaluation
     * since was cancelled.
     *
     * @throws WrongState in any other state, if the job is STOPPED, or if its Dataset or its rows are gone
     */
    public Run reevaluate(ResourceName name, Instant now) {
        return transactions.write(() -> {
            Run run = lock(name);
            boolean succeededBefore = run.state() == RunState.CANCELLED && run.revision() > 0;
            if (run.state() != RunState.SUCCEEDED && !succeededBefore) {
                throw new WrongState(
                        "RUN_NOT_SUCCEEDED", "only a SUCCEEDED run can be evaluated again; this one is " + run.state());
            }
            return resume(run, RunState.EVALUATING, now);
        });
    }

    /** The job stays as it is while it is seen whether the run can go on. */
    private Run lock(ResourceName name) {
        transactions.lock(name);
        transactions.lock(name.ancestor(ResourceKind.EVALUATION_JOB));
        return store.find(name).orElseThrow(() -> new NotFound(name));
    }

    private Run resume(Run run, RunState step, Instant now) {
        RunPlan plan = store.plan(run.name());
        requireRows(run);
        references.require(run, plan, step);
        Run resumed = run.resumed(step);
        if (step == RunState.LABELING && isCancelled(run.labeling())) {
            resumed = resumed.with(null);
        }
        if (!store.replace(run, resumed)) {
            throw new WrongState("RUN_CHANGED", "run " + run.name() + " changed meanwhile; ask again");
        }
        work.add(run.name().toString(), WorkKind.RUN, now);
        references.hold(resumed, plan);
        return resumed;
    }

    /** What people agreed on before is the truth of its rows by now, so another task asks for the rest. */
    private boolean isCancelled(@Nullable Labeling labeling) {
        return labeling != null && tasks.get(labeling.task()).closeReason() == CloseReason.CANCELLED;
    }

    private void requireRows(Run run) {
        ResourceName job = run.name().ancestor(ResourceKind.EVALUATION_JOB);
        if (sampling.find(job).map(sampler -> sampler.gate() == Gate.CLOSED).orElse(true)) {
            throw new WrongState("JOB_STOPPED", "evaluation job " + job + " is STOPPED");
        }
        // Figures of the rows that happen to be left would speak of nothing.
        if (sampling.interval(run.interval()).map(IntervalRecord::purged).orElse(true)) {
            throw new WrongState(
                    "SAMPLES_PURGED", "rows of the run are older than the server keeps them, and were deleted");
        }
    }
}
