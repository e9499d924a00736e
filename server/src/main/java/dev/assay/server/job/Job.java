package dev.assay.server.job;

import dev.assay.server.job.JobState.Action;
import dev.assay.server.job.JobState.Verdict;
import dev.assay.server.job.draft.JobDefinition;
import dev.assay.server.run.RunFailure;
import dev.assay.server.run.RunPlan;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.WrongState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation job as it stands.
 *
 * @param nextDue the first due time that no run record covers yet
 * @param pauseTime since when it is paused; null if it is not
 * @param deleteTime when its deletion was asked for; null if it was not
 * @param runActive whether any of its runs is active
 * @param attempts the latest failures of its runs, newest last; empty where they were not read
 */
public record Job(
        ResourceName name,
        JobDefinition definition,
        Instant nextDue,
        Instant createTime,
        @Nullable Instant pauseTime,
        @Nullable Instant deleteTime,
        boolean runActive,
        List<RunFailure> attempts) {
    private static final long MAX_BYTES_PER_CHAR = 3;

    public Job {
        attempts = List.copyOf(attempts);
    }

    /** What it does at the moment. */
    public JobState state() {
        return JobState.of(deleteTime != null, pauseTime != null, runActive);
    }

    /**
     * Whether an action changes anything.
     *
     * @throws WrongState if the job's state refuses it
     */
    boolean takes(Action action) {
        Verdict verdict = state().verdict(action);
        if (verdict == Verdict.REFUSED) {
            String asked = action.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            throw new WrongState(
                    "JOB_" + state(), "evaluation job " + name + " is " + state() + ", which does not allow: " + asked);
        }
        return verdict == Verdict.ALLOWED;
    }

    /** What a run that begins now is to do. */
    RunPlan plan(List<String> labels) {
        return new RunPlan(
                name,
                definition.modelVersion(),
                definition.table(),
                definition.annotationSpecSet(),
                labels,
                definition.problem().dataType(),
                definition.problem().name(),
                definition.multiLabel(),
                definition.importKeys(),
                definition.messages().inputConfig(),
                definition.messages().evaluationConfig(),
                definition.asking());
    }

    /** About how many bytes it takes to show it, at most. */
    long weight() {
        long characters = definition.description().length();
        for (RunFailure attempt : attempts) {
            characters += attempt.message().length();
            for (Map.Entry<String, String> detail : attempt.details().entrySet()) {
                characters +=
                        (long) detail.getKey().length() + detail.getValue().length();
            }
        }
        return MAX_BYTES_PER_CHAR * characters + definition.messages().config().length;
    }

    /** The same job with these attempts. */
    public Job withAttempts(List<RunFailure> failures) {
        return new Job(name, definition, nextDue, createTime, pauseTime, deleteTime, runActive, failures);
    }
}
