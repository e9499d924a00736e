package dev.assay.server.run;

import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a job, as it stands.
 *
 * @param startTime when it began: the run time of its evaluations
 * @param endTime null while active
 * @param due the due times it covers; null for a requested run
 * @param interval the interval it took; 0 for a SKIPPED record
 * @param dataset null until made
 * @param evaluation the aggregate evaluation of its latest revision; null until published
 * @param revision how often it was evaluated
 * @param waitUntil until when it waits for ground truth; null before that step
 * @param labeling how people are asked for missing ground truth; null where nobody is
 * @param failures oldest first
 */
public record Run(
        ResourceName name,
        RunState state,
        RunTrigger trigger,
        Instant startTime,
        @Nullable Instant endTime,
        @Nullable DueSpan due,
        long interval,
        @Nullable ResourceName dataset,
        @Nullable ResourceName evaluation,
        int revision,
        long itemCount,
        @Nullable Instant waitUntil,
        @Nullable Labeling labeling,
        List<RunFailure> failures) {
    public Run {
        failures = List.copyOf(failures);
    }

    /** The same run in another step, or at its end. */
    Run in(RunState next) {
        return with(next, endTime, dataset, itemCount, waitUntil);
    }

    /** The same run, ended so at this time. */
    Run ended(RunState end, Instant time) {
        return with(end, time, dataset, itemCount, waitUntil);
    }

    /** The same run, active again in this step. */
    Run resumed(RunState step) {
        return with(step, null, dataset, itemCount, waitUntil);
    }

    /** The same run with its Dataset, about to ask people. */
    Run asking(ResourceName itsDataset, long items) {
        return with(RunState.LABELING, endTime, itsDataset, items, waitUntil);
    }

    /** The same run with its Dataset, waiting for ground truth until the time given. */
    Run waiting(ResourceName itsDataset, long items, Instant until) {
        return with(RunState.WAITING, endTime, itsDataset, items, until);
    }

    private Run with(
            RunState next, @Nullable Instant end, @Nullable ResourceName its, long items, @Nullable Instant until) {
        return new Run(
                name,
                next,
                trigger,
                startTime,
                end,
                due,
                interval,
                its,
                evaluation,
                revision,
                items,
                until,
                labeling,
                failures);
    }

    /** The same run after its next revision was published. */
    Run evaluated(ResourceName aggregate, Instant time) {
        return new Run(
                name,
                RunState.SUCCEEDED,
                trigger,
                startTime,
                time,
                due,
                interval,
                dataset,
                aggregate,
                revision + 1,
                itemCount,
                waitUntil,
                labeling,
                failures);
    }

    /** The same run with what is known of the people it asks; null if it asks them anew. */
    Run with(@Nullable Labeling people) {
        return with(people, failures);
    }

    /** The same run with the failures given. */
    public Run withFailures(List<RunFailure> all) {
        return with(labeling, all);
    }

    private Run with(@Nullable Labeling people, List<RunFailure> all) {
        return new Run(
                name,
                state,
                trigger,
                startTime,
                endTime,
                due,
                interval,
                dataset,
                evaluation,
                revision,
                itemCount,
                waitUntil,
                people,
                all);
    }
}
