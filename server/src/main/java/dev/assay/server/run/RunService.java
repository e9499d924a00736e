package dev.assay.server.run;

import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;

/** Shows and cancels runs; for bringing ended ones back to work see {@link Resumption}. */
public final class RunService {
    private final RunStore store;
    private final RunEnds ends;
    private final RunProgress progress;
    private final Transactions transactions;

    @Inject
    RunService(RunStore store, RunEnds ends, RunProgress progress, Transactions transactions) {
        this.store = store;
        this.ends = ends;
        this.progress = progress;
        this.transactions = transactions;
    }

    /**
     * A run as it stands.
     *
     * @throws NotFound if there is none of this name
     */
    public Run get(ResourceName name) {
        Run run = transactions.read(() -> store.find(name)).orElseThrow(() -> new NotFound(name));
        return progress.count(List.of(run)).get(0);
    }

    /** Runs of a job, oldest first; none if the job never existed. */
    public Page<Run> list(ResourceName job, PageRequest page) {
        List<Run> found = progress.count(transactions.read(() -> store.list(job, page)));
        return page.page(
                found,
                run -> List.of(
                        Long.toString(Micros.of(run.startTime())), run.name().id()));
    }

    /**
     * Cancels an active run, and the task of those it asks; a run cancelled before stays so.
     *
     * @throws WrongState if it ended otherwise
     */
    public void cancel(ResourceName name, Instant now) {
        transactions.write(() -> {
            // Nobody brings the run back to work between the look at its work and that at its state.
            transactions.lock(name);
            Run run = ends.cancelIfActive(name, now);
            if (run.state() != RunState.CANCELLED) {
                throw new WrongState("RUN_ENDED", "run " + name + " has ended as " + run.state());
            }
        });
    }
}
