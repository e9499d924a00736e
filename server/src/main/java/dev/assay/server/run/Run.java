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
        List<RunFailure> failures) {
    public Run {
        failures = List.copyOf(failures);
    }
}
